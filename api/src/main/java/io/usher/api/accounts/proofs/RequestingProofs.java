package io.usher.api.accounts.proofs;

import static java.util.Comparator.naturalOrder;

import com.github.benmanes.caffeine.cache.Ticker;
import io.usher.api.accounts.AccountSettings;
import io.usher.api.accounts.AccountSettings.Most;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.Attempts;
import io.usher.api.accounts.Attempts.Counted;
import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.RateLimit;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AccountEvent.AccountProofRequested;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.id.ProofId;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Has a link mailed to an address. For an address with an account and for one without the same is done here, in as many
 * statements; which mail it becomes is decided by the notifier, and only the mailbox tells.
 */
@Component
public final class RequestingProofs {

    private final Accounts accounts;
    private final Proofs proofs;
    private final Attempts attempts;
    private final Transactions transactions;
    private final Outbox outbox;
    private final AccountSettings settings;
    private final RateLimit<String> networks;
    private final Supplier<UUID> ids;
    private final Clock clock;

    RequestingProofs(
            Accounts accounts,
            Proofs proofs,
            Attempts attempts,
            Transactions transactions,
            Outbox outbox,
            AccountSettings settings,
            Supplier<UUID> ids,
            Clock clock) {
        this.accounts = accounts;
        this.proofs = proofs;
        this.attempts = attempts;
        this.transactions = transactions;
        this.outbox = outbox;
        this.settings = settings;
        Most ofNetwork = settings.proofsOfNetwork();
        this.networks = new RateLimit<>(ofNetwork.most(), ofNetwork.within(), Ticker.systemTicker());
        this.ids = ids;
        this.clock = clock;
    }

    /** What is to be accepted with the address. */
    public record Destination(InvitationId invitation, OrganizationId organization) {}

    /**
     * Completes when the link is certain to be mailed. Fails if too many were mailed; what is refused is not counted, so
     * nobody keeps others from their links for longer than it takes to have so many mailed.
     *
     * @param destination subscribed to unless too many were asked for from the network; empty if nothing is to be accepted
     * @param language of the mail, and of the account that may come of it
     * @param network who asks
     */
    public Mono<Void> request(
            ProofPurpose purpose, EmailAddress email, Mono<Destination> destination, Locale language, String network) {
        return Mono.defer(() -> {
            networks.take(network, "Too many links were asked for from this address.");
            return destination
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .flatMap(found ->
                            transactions.inOne(attempts.count(Counted.of("proof/" + email.normal(), settings.proofs())
                                            .toList())
                                    .then(requireFew(email))
                                    .then(Mono.defer(
                                            () -> add(purpose, email, found.orElse(null), language.toLanguageTag())))));
        });
    }

    /** Attempts are counted from one full hour to the next; here it is any hour. */
    private Mono<Void> requireFew(EmailAddress email) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            Duration widest = settings.proofs().stream()
                    .map(Most::within)
                    .max(naturalOrder())
                    .orElse(Duration.ZERO);
            int most = settings.proofs().stream().mapToInt(Most::most).max().orElse(0);
            return proofs.mailedSince(now.minus(widest), email, most)
                    .collectList()
                    .flatMap(mailed -> {
                        Duration wait = settings.proofs().stream()
                                .filter(limit -> mailed.size() >= limit.most())
                                .map(limit -> Duration.between(
                                        now, mailed.get(limit.most() - 1).plus(limit.within())))
                                .max(naturalOrder())
                                .orElse(Duration.ZERO);
                        return wait.isPositive()
                                ? Mono.error(Refusal.tooManyRequests("Too many links were mailed there.", wait))
                                : Mono.empty();
                    });
        });
    }

    private Mono<Void> add(ProofPurpose purpose, EmailAddress email, @Nullable Destination destination, String locale) {
        Instant now = clock.instant();
        InvitationId invitation = destination == null ? null : destination.invitation();
        Proof proof = new Proof(
                new ProofId(ids.get()), purpose, email, invitation, locale, now.plus(Proof.lifetime(purpose)), false);
        return accounts.of(email)
                .hasElement()
                .flatMap(known -> proofs.add(proof, now)
                        .then(outbox.append(
                                List.of(new AccountProofRequested(
                                        proof.id(),
                                        purpose,
                                        email.typed(),
                                        proof.locale(),
                                        destination == null ? null : destination.organization(),
                                        invitation,
                                        known,
                                        proof.expiresAt(),
                                        now)),
                                now,
                                ids)));
    }
}
