package io.usher.api.accounts.signing;

import io.usher.api.accounts.Account;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.PasswordHashing;
import io.usher.api.database.Transactions;
import io.usher.api.http.security.Secret;
import io.usher.api.http.security.SecretFile;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Sees to it that there is an account that runs the platform, of the configured address and with the configured password,
 * whatever it was before, and no other account that does. Without a configured password a new account gets one of its own,
 * and one that exists keeps its own.
 */
@Component
final class Administrator {

    private static final Logger LOG = LoggerFactory.getLogger(Administrator.class);

    private final DatabaseClient database;
    private final Accounts accounts;
    private final KeepingAccounts keeping;
    private final FormerAdministrators former;
    private final PasswordHashing hashing;
    private final Transactions transactions;
    private final Supplier<UUID> ids;
    private final Clock clock;

    Administrator(
            DatabaseClient database,
            Accounts accounts,
            KeepingAccounts keeping,
            FormerAdministrators former,
            PasswordHashing hashing,
            Transactions transactions,
            Supplier<UUID> ids,
            Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.keeping = keeping;
        this.former = former;
        this.hashing = hashing;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Of several instances that start at once on an empty database one makes the account.
     *
     * @param file gets the password of a new account for which none is configured
     */
    Mono<Void> ensure(EmailAddress email, Optional<String> password, SecretFile file) {
        return transactions.inOne(oneAtATime()
                .then(accounts.of(email))
                .singleOptional()
                .flatMap(found -> found.map(account -> keep(account, password).thenReturn(account))
                        .orElseGet(() -> make(email, password, file)))
                .flatMap(account ->
                        accounts.makePlatformAdministrator(account.id()).then(former.endAllBut(account.id()))));
    }

    private Mono<Void> oneAtATime() {
        return database.sql("select pg_advisory_xact_lock(hashtextextended('usher_administrator', 0))")
                .fetch()
                .all()
                .then();
    }

    private Mono<Void> keep(Account account, Optional<String> password) {
        return Mono.justOrEmpty(password)
                .filterWhen(
                        text -> hashing.matches(text, account.passwordHash()).map(same -> !same))
                .flatMap(hashing::hash)
                .flatMap(hash -> keeping.changePassword(account, hash));
    }

    /** The file is written before the commit, so that no password is lost. */
    private Mono<Account> make(EmailAddress email, Optional<String> password, SecretFile file) {
        Account account = new Account(new AccountId(ids.get()), email, null, null, null, null);
        String made = password.orElseGet(() -> Secret.create().token());
        return keeping.create(account)
                .then(hashing.hash(made))
                .flatMap(hash -> accounts.setFirstPassword(account.id(), hash, clock.instant()))
                .then(password.isPresent() ? Mono.empty() : file.write(made))
                .doOnSuccess(done -> {
                    if (password.isEmpty()) {
                        LOG.info(
                                "The administrator's password is in {} (delete the file once it is kept elsewhere)",
                                file.path());
                    }
                })
                .thenReturn(account);
    }
}
