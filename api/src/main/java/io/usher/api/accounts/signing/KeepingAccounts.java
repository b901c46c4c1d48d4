package io.usher.api.accounts.signing;

import io.usher.api.accounts.Account;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.contract.event.AccountEvent;
import io.usher.contract.event.AccountEvent.AccountCreated;
import io.usher.contract.event.AccountEvent.AccountDeleted;
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
    private final Sessions sessions;
    private final Outbox outbox;
    private final Supplier<UUID> ids;
    private final Clock clock;

    KeepingAccounts(Accounts accounts, Sessions sessions, Outbox outbox, Supplier<UUID> ids, Clock clock) {
        this.accounts = accounts;
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

    /** Ends all sessions of the account, and it. */
    Mono<Void> delete(Account account) {
        return sessions.endAll(account.id())
                .then(accounts.delete(account))
                .then(publish(new AccountDeleted(
                        account.id(),
                        account.email().typed(),
                        account.firstName(),
                        account.lastName(),
                        account.locale(),
                        clock.instant())));
    }

    private Mono<Void> publish(AccountEvent event) {
        return Mono.defer(() -> outbox.append(List.of(event), clock.instant(), ids));
    }
}
