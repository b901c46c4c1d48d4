package io.usher.api.members;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({ErasingPeople.class})
class MembersConfiguration {}
