package io.usher.api.members;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({
    Members.class,
    FindingMembers.class,
    ChangingMembers.class,
    OfferedMemberChanges.class,
    ChangingTeams.class,
    OwnMemberships.class,
    ErasablePeople.class,
    ErasingFromInvitations.class,
    RequestingErasures.class,
    ErasingPeople.class
})
class MembersConfiguration {}
