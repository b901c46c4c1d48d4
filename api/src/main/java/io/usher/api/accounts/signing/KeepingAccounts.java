package io.usher.api.accounts.signing;

import io.usher.api.accounts.Account;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.identities.ForeignIdentity;
import io.usher.api.accounts.identities.Identities;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AccountEvent;
import io.usher.contract.event.AccountEvent.AccountCreated;
import io.usher.contract.event.AccountEvent.AccountDeleted;
import io.usher.contract.event.AccountEvent.AccountIdentityLinked;
import io.usher.contract.event.AccountEvent.AccountIdentityUnlinked;
import io.usher.contract.event.AccountEvent.AccountPasswordChanged;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Changes accounts together with the events that say so, inside of the caller's transaction. */
@Component
final class KeepingAccounts {

    private final Accounts accounts;
    private final Identities identities;
    private final Sessions sessions;
    private final Outbox outbox;
    private final Supplier<UUID> ids;
    private final Clock clock;

    KeepingAccounts(
            Accounts accounts,
            Identities identities,
            Sessions sessions,
            Outbox outbox,
            Supplier<UUID> ids,
            Clock clock) {
        this.accounts = accounts;
        this.identities = identities;
        this.sessions = sessions;
        this.outbox = outbox;
        this.ids = ids;
        this.clock = clock;
    }

    /** False, and nothing is changed, if the address has an account already. */
    Mono<Boolean> create(Account account) {
        Instant now = clock.instant();
        return accounts.add(account, now)
                .flatMap(added -> added
                        ? publish(new AccountCreated(
                                        account.id(),
                                        account.email().typed(),
                                        account.firstName(),
                                        account.lastName(),
                                        account.locale(),
                                        now))
                                .thenReturn(true)
                        : Mono.just(false));
    }

    /** Ends all sessions of the account. */
    Mono<Void> changePassword(Account account, String hash) {
        Instant now = clock.instant();
        return accounts.setPassword(account.id(), hash, now)
                .then(Mono.defer(() -> sessions.endAll(account.id())))
                .then(publish(new AccountPasswordChanged(
                        account.id(),
                        account.email().typed(),
                        account.firstName(),
                        account.lastName(),
                        account.locale(),
                        now)));
    }

    /** Ends all sessions of the account, and it, once. */
    Mono<Void> delete(Account account) {
        return sessions.endAll(account.id())
                .then(accounts.delete(account))
                .flatMap(deleted -> deleted
                        ? publish(new AccountDeleted(
                                account.id(),
                                account.email().typed(),
                                account.firstName(),
                                account.lastName(),
                                account.locale(),
                                clock.instant()))
                        : Mono.empty());
    }

    /** False, and nothing is changed, if the identity is linked to an account already. The owner is told by mail. */
    Mono<Boolean> link(Account account, ForeignIdentity identity, EmailAddress email) {
        return identities
                .add(identity, account.id(), email)
                .flatMap(added -> added
                        ? publish(new AccountIdentityLinked(
                                        account.id(),
                                        account.email().typed(),
                                        account.firstName(),
                                        account.lastName(),
                                        account.locale(),
                                        identity.issuer(),
                                        clock.instant()))
                                .thenReturn(true)
                        : Mono.just(false));
    }

    /** False, and nothing is changed, if there is no such identity or it is the last way to sign in. */
    Mono<Boolean> unlink(Account account, UUID identity) {
        return identities
                .remove(account.id(), identity)
                .flatMap(removed -> publish(new AccountIdentityUnlinked(
                                account.id(),
                                account.email().typed(),
                                account.locale(),
                                removed.issuer(),
                                clock.instant()))
                        .thenReturn(true))
                .defaultIfEmpty(false);
    }

    private Mono<Void> publish(AccountEvent event) {
        return Mono.defer(() -> outbox.append(List.of(event), clock.instant(), ids));
    }
}
