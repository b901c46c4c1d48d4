package io.usher.api.accounts.signing;

import io.usher.api.accounts.Account;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.PasswordHashing;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.NewSession;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.sessions.Sessions.Method;
import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Creates accounts of people whose personal link was mailed to them. Such a link lasts for weeks: it creates an account, and
 * never signs in to one that there is.
 */
@Component
public final class CreatingAccounts {

    private static final Logger LOG = LoggerFactory.getLogger(CreatingAccounts.class);

    private final Accounts accounts;
    private final KeepingAccounts keeping;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final Transactions transactions;
    private final Supplier<UUID> ids;
    private final Clock clock;

    CreatingAccounts(
            Accounts accounts,
            KeepingAccounts keeping,
            Sessions sessions,
            PasswordHashing hashing,
            Transactions transactions,
            Supplier<UUID> ids,
            Clock clock) {
        this.accounts = accounts;
        this.keeping = keeping;
        this.sessions = sessions;
        this.hashing = hashing;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Creates an account and signs in to it; empty, and nothing is changed, if the address has one. If too many passwords
     * are hashed it has none for the time being.
     *
     * @param locale the language that the person reads
     */
    public Mono<NewSession> create(EmailAddress email, String locale, Names names, String password, Browser browser) {
        Account account =
                new Account(new AccountId(ids.get()), email, names.firstOrNull(), names.lastOrNull(), locale, null);
        return hashing.hash(password)
                .map(Optional::of)
                .onErrorResume(Refusal.Unavailable.class, CreatingAccounts::withoutPassword)
                .flatMap(hash -> transactions.inOne(keeping.create(account)
                        .filter(created -> created)
                        .flatMap(created -> setPassword(account.id(), hash))
                        .flatMap(set -> sessions.begin(account.id(), Method.MAIL, browser, false))));
    }

    private Mono<Boolean> setPassword(AccountId account, Optional<String> hash) {
        return hash.map(chosen -> accounts.setFirstPassword(account, chosen, clock.instant()))
                .orElse(Mono.just(false));
    }

    private static Mono<Optional<String>> withoutPassword(Refusal.Unavailable full) {
        LOG.warn("accounts: one is without password, since too many are hashed (the person is asked for it again)");
        return Mono.just(Optional.empty());
    }
}
