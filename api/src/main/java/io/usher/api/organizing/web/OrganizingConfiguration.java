package io.usher.api.organizing.web;

import io.usher.api.organizing.FindingOrganizations;
import io.usher.api.organizing.FoundingOrganizations;
import io.usher.api.organizing.Organizations;
import io.usher.api.outbox.Outbox;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OrganizingConfiguration {

    @Bean
    FoundingOrganizations foundingOrganizations(
            Organizations organizations, Outbox outbox, Transactions transactions, Clock clock, Supplier<UUID> ids) {
        return new FoundingOrganizations(organizations, outbox, transactions, clock, ids);
    }

    @Bean
    FindingOrganizations findingOrganizations(Organizations organizations) {
        return new FindingOrganizations(organizations);
    }
}
