package io.usher.api.accounts.signing;

import io.usher.api.accounts.Account;
import io.usher.api.accounts.AccountSettings;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.Attempts;
import io.usher.api.accounts.Attempts.Counted;
import io.usher.api.accounts.PasswordHashing;
import io.usher.api.accounts.SignInLog;
import io.usher.api.accounts.SignInLog.Reason;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.NewSession;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.sessions.Sessions.Method;
import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Signs in with a password. Whether the address has an account is not to be seen from outside: either way attempts are
 * counted, the account is looked for, one password is hashed and a refusal is put into the audit log, in this order.
 */
@Component
public final class SigningIn {

    private final Accounts accounts;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final Attempts attempts;
    private final SignInLog log;
    private final Transactions transactions;
    private final AccountSettings settings;

    SigningIn(
            Accounts accounts,
            Sessions sessions,
            PasswordHashing hashing,
            Attempts attempts,
            SignInLog log,
            Transactions transactions,
            AccountSettings settings) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.hashing = hashing;
        this.attempts = attempts;
        this.log = log;
        this.transactions = transactions;
        this.settings = settings;
    }

    /** Empty if it is not the password, or if there is none. Fails if it was tried too often. */
    public Mono<NewSession> withPassword(EmailAddress email, String password, Browser browser, boolean stays) {
        List<Counted> counted = Stream.concat(
                        Counted.of("password/" + browser.network() + "/" + email.normal(), settings.passwords()),
                        Counted.of("password/" + email.normal(), settings.passwordsOfAddress()))
                .toList();
        return attempts.count(counted)
                .onErrorResume(
                        Refusal.TooMany.class,
                        tooMany -> find(email)
                                .flatMap(found -> refused(email, found, browser, Reason.TOO_MANY))
                                .then(Mono.error(tooMany)))
                .then(Mono.defer(() -> find(email)))
                .flatMap(found -> hashing.matches(
                                password, found.map(Account::passwordHash).orElse(null))
                        .flatMap(right -> right && found.isPresent()
                                ? begin(found.get(), browser, stays, counted)
                                : refused(email, found, browser, Reason.PASSWORD)
                                        .then(Mono.empty())));
    }

    private Mono<Optional<Account>> find(EmailAddress email) {
        return accounts.of(email).map(Optional::of).defaultIfEmpty(Optional.empty());
    }

    private Mono<Void> refused(EmailAddress email, Optional<Account> found, Browser browser, Reason reason) {
        return log.refused(email, found.map(Account::id).orElse(null), browser.network(), reason);
    }

    private Mono<NewSession> begin(Account account, Browser browser, boolean stays, List<Counted> counted) {
        return transactions.inOne(sessions.begin(account.id(), Method.PASSWORD, browser, stays)
                .flatMap(session -> attempts.forget(counted).thenReturn(session)));
    }
}
