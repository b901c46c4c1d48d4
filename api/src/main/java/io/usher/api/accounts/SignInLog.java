package io.usher.api.accounts;

import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.accounts.AccountSettings.Most;
import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.RateLimit;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import io.usher.runtime.links.ProofLinks;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Keeps in the platform's audit log who signed in, and who was refused. What is refused again and again, from one network and
 * for one address, has one entry in a quarter of an hour, and one network has a limited number of them at one instance: a flood
 * of attempts is no flood of entries. Addresses without an account are not kept, but take the same statement.
 */
@Component
public final class SignInLog {

    private static final Duration WINDOW = Duration.ofMinutes(15);

    private final AuditLog audit;
    private final ProofLinks fingerprints;
    private final RateLimit<String> ofNetwork;
    private final Clock clock;

    SignInLog(AuditLog audit, ProofLinks fingerprints, AccountSettings settings, Clock clock) {
        this.audit = audit;
        this.fingerprints = fingerprints;
        Most most = settings.refusalsOfNetwork();
        this.ofNetwork = new RateLimit<>(most.most(), most.within(), Ticker.systemTicker());
        this.clock = clock;
    }

    /** Why somebody was not let in. */
    public enum Reason {
        PASSWORD("wrong-password"),
        TOO_MANY("too-many-attempts");

        private final String wireName;

        Reason(String wireName) {
            this.wireName = wireName;
        }
    }

    /** Inside of the transaction in which the session begins. */
    public Mono<Void> signedIn(AccountId account, String method) {
        return audit.record(
                Caller.person(account.value()),
                Audited.account(account, null),
                "account.signed-in",
                null,
                new SignedInBy(method));
    }

    /** @param account null if the address has none */
    public Mono<Void> refused(EmailAddress email, @Nullable AccountId account, String network, Reason reason) {
        return Mono.defer(() -> ofNetwork.tryTake(network)
                ? audit.recordOwnOnce(
                        id(email, network, reason),
                        Audited.account(account, account == null ? null : email.normal()),
                        "account.sign-in-refused",
                        new RefusedFor(reason.wireName))
                : Mono.empty());
    }

    /** The same for the same attempt within the window. Names nobody. */
    private UUID id(EmailAddress email, String network, Reason reason) {
        long window = clock.millis() / WINDOW.toMillis();
        ByteBuffer bytes = ByteBuffer.wrap(fingerprints.fingerprint(
                "sign-in-refused/" + window + "/" + reason + "/" + network + "/" + email.normal()));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private record SignedInBy(String method) {}

    private record RefusedFor(String reason) {}
}
