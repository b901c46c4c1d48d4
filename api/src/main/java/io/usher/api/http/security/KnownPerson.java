package io.usher.api.http.security;

import io.usher.contract.address.EmailAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import reactor.core.publisher.Mono;

/** Who a caller is beside what they may do. */
public interface KnownPerson {

    /** Empty if they have an address and have not proven it. */
    Optional<EmailAddress> provenAddress();

    @Nullable String firstName();

    @Nullable String lastName();

    /** Who makes the request that is being served; empty if it is a program. */
    static Mono<KnownPerson> current() {
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(SecurityContext::getAuthentication)
                .mapNotNull(Authentication::getDetails)
                .ofType(KnownPerson.class);
    }
}
