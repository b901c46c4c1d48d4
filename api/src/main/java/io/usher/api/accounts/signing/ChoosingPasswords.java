package io.usher.api.accounts.signing;

import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.PasswordHashing;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.NewSession;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.sessions.Sessions.Method;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.database.Transactions;
import java.time.Clock;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Passwords that people choose who are signed in; the first one if they have none, because they came another way, or too many
 * were hashed when they came.
 */
@Component
public final class ChoosingPasswords {

    private final Accounts accounts;
    private final PasswordHashing hashing;
    private final Sessions sessions;
    private final KeepingAccounts keeping;
    private final Transactions transactions;
    private final AdministratorAtStart.Configured administrator;
    private final Clock clock;

    ChoosingPasswords(
            Accounts accounts,
            PasswordHashing hashing,
            Sessions sessions,
            KeepingAccounts keeping,
            Transactions transactions,
            AdministratorAtStart.Configured administrator,
            Clock clock) {
        this.keeping = keeping;
        this.transactions = transactions;
        this.accounts = accounts;
        this.hashing = hashing;
        this.sessions = sessions;
        this.administrator = administrator;
        this.clock = clock;
    }

    /** Whether the password is in the settings, which win at every start. */
    public boolean isInSettings(SignedIn person) {
        return administrator.setsPasswordOf(person.email());
    }

    /**
     * Another password, or a first one: ends all sessions and begins one. Empty, and nothing is changed, if they did not sign in
     * within the last 15 minutes.
     */
    public Mono<NewSession> choose(SignedIn person, String password, Browser browser) {
        return !person.isRecentAt(clock.instant())
                ? Mono.empty()
                : hashing.hash(password)
                        .flatMap(hash -> transactions.inOne(accounts.find(person.account())
                                .flatMap(account -> keeping.changePassword(account, hash)
                                        .then(Mono.defer(() ->
                                                sessions.begin(account.id(), Method.PASSWORD, browser, false))))));
    }
}
