package io.usher.api.accepting;

import io.usher.api.access.ApiKey;
import io.usher.api.access.ApiKeys;
import io.usher.api.access.Scope;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import reactor.core.publisher.Mono;

/** Lets everybody in with the same key, whether or not there is a database. */
class KeyInMemory {

    static final String ANY_KEY = "any-key";

    private static final ApiKey KEY =
            new ApiKey(UUID.randomUUID(), null, Set.of(Scope.ACCEPTANCES_WRITE, Scope.INVITATIONS_READ), null);

    @Bean
    @Primary
    ApiKeys keys() {
        return hash -> Mono.just(KEY);
    }
}
