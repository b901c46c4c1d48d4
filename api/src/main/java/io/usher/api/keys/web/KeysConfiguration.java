package io.usher.api.keys.web;

import io.usher.api.keys.IssuedKeys;
import io.usher.api.keys.IssuingKeys;
import io.usher.api.organizing.FindingOrganizations;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KeysConfiguration {

    @Bean
    IssuingKeys issuingKeys(
            FindingOrganizations organizations,
            IssuedKeys keys,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        return new IssuingKeys(organizations, keys, transactions, clock, ids);
    }
}
