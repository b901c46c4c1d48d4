package io.usher.api.granting.web;

import io.usher.api.granting.DefiningRoles;
import io.usher.api.granting.FormingTeams;
import io.usher.api.granting.Grants;
import io.usher.api.granting.Role;
import io.usher.api.granting.Team;
import io.usher.api.organizing.Organizations;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class GrantingConfiguration {

    @Bean
    FormingTeams formingTeams(
            Organizations organizations,
            Grants<Team> teams,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        return new FormingTeams(organizations, teams, transactions, clock, ids);
    }

    @Bean
    DefiningRoles definingRoles(
            Organizations organizations,
            Grants<Role> roles,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        return new DefiningRoles(organizations, roles, transactions, clock, ids);
    }
}
