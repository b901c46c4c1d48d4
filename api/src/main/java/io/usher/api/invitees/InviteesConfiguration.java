package io.usher.api.invitees;

import io.usher.api.http.paging.QueryArgument;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import({
    InvitedPeople.class,
    Resends.class,
    StandingInvitations.class,
    FollowingTeams.class,
    ReportingInvitees.class,
    FindingInvitees.class,
    HoldingInvitees.class,
    InvitingByName.class,
    CancellingInvitees.class,
    DecliningInvitations.class,
    ResendingInvitations.class
})
class InviteesConfiguration {

    @Bean
    QueryArgument<InviteeFilter> inviteeFilterArgument() {
        return new QueryArgument<>(InviteeFilter.class, InviteeFilter::from, InviteeFilter::parameters);
    }
}
