package io.usher.api.inviting.web;

import io.usher.api.granting.Grantables;
import io.usher.api.inviting.ChangingInvitations;
import io.usher.api.inviting.ErasingPeople;
import io.usher.api.inviting.FindingInvitations;
import io.usher.api.inviting.Invitations;
import io.usher.api.inviting.Invitees;
import io.usher.api.inviting.InvitingPeople;
import io.usher.api.inviting.KeepingInvitations;
import io.usher.api.inviting.Promising;
import io.usher.api.inviting.PublicMailProviders;
import io.usher.api.organizing.FindingOrganizations;
import io.usher.api.organizing.Organizations;
import io.usher.api.outbox.Outbox;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InvitingConfiguration {

    @Bean
    Promising promising(Grantables grantables) {
        return new Promising(grantables);
    }

    @Bean
    KeepingInvitations keepingInvitations(
            Invitations invitations, Invitees invitees, Outbox outbox, Supplier<UUID> ids) {
        return new KeepingInvitations(invitations, invitees, outbox, ids);
    }

    @Bean
    InvitingPeople invitingPeople(
            Organizations organizations,
            Promising promising,
            KeepingInvitations keeping,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        return new InvitingPeople(organizations, promising, keeping, transactions, clock, ids);
    }

    @Bean
    ChangingInvitations changingInvitations(
            Organizations organizations,
            Invitations invitations,
            Promising promising,
            KeepingInvitations keeping,
            Transactions transactions,
            Clock clock) {
        return new ChangingInvitations(organizations, invitations, promising, keeping, transactions, clock);
    }

    @Bean
    ErasingPeople erasingPeople(
            Organizations organizations,
            Invitations invitations,
            Invitees invitees,
            KeepingInvitations keeping,
            Outbox outbox,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        return new ErasingPeople(
                new FindingOrganizations(organizations),
                organizations,
                invitations,
                invitees,
                keeping,
                outbox,
                transactions,
                clock,
                ids);
    }

    @Bean
    FindingInvitations findingInvitations(Invitations invitations) {
        return new FindingInvitations(invitations);
    }

    @Bean
    PublicMailProviders publicMailProviders() {
        return PublicMailProviders.read();
    }
}
