package io.usher.api.invitations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({
    ChangingInvitations.class,
    FindingInvitations.class,
    HoldingInvitations.class,
    AddingInvitees.class,
    InvitingPeople.class,
    KeepingInvitations.class,
    NamedGrants.class,
    CheckingGrants.class,
    OfferedChanges.class
})
class InvitationsConfiguration {

    @Bean
    PublicMailProviders publicMailProviders() {
        return PublicMailProviders.read();
    }
}
