package io.usher.api.members;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({Members.class, FindingMembers.class, ChangingMembers.class, ErasingPeople.class})
class MembersConfiguration {}
