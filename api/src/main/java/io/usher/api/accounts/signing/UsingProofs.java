package io.usher.api.accounts.signing;

import io.usher.api.accounts.Account;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.PasswordHashing;
import io.usher.api.accounts.proofs.Proof;
import io.usher.api.accounts.proofs.Proofs;
import io.usher.api.accounts.sessions.NewSession;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.sessions.Sessions.Method;
import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.id.AccountId;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What a proven address leads to. Each takes the proof with what it does in one transaction: of all who use one link at the
 * same time one succeeds, and the others get nothing, an empty answer.
 */
@Component
public final class UsingProofs {

    private static final Logger LOG = LoggerFactory.getLogger(UsingProofs.class);

    private final Accounts accounts;
    private final KeepingAccounts keeping;
    private final Proofs proofs;
    private final Sessions sessions;
    private final PasswordHashing hashing;
    private final Transactions transactions;
    private final Supplier<UUID> ids;
    private final Clock clock;

    UsingProofs(
            Accounts accounts,
            KeepingAccounts keeping,
            Proofs proofs,
            Sessions sessions,
            PasswordHashing hashing,
            Transactions transactions,
            Supplier<UUID> ids,
            Clock clock) {
        this.accounts = accounts;
        this.keeping = keeping;
        this.proofs = proofs;
        this.sessions = sessions;
        this.hashing = hashing;
        this.transactions = transactions;
        this.ids = ids;
        this.clock = clock;
    }

    /** Signs in to the account of the address; empty if there is none. */
    public Mono<NewSession> signIn(Proving proving) {
        return transactions.inOne(used(proving).flatMap(used -> begin(proving)));
    }

    /**
     * Signs in once more the browser that has used the proof within the last minute, as if it had waited for the first answer.
     * Does nothing else again. Empty for everybody else: who has the link alone, or only the cookie, gets nothing.
     */
    public Mono<NewSession> signInAgain(Proving proving) {
        return Mono.justOrEmpty(proving.cookie())
                .flatMap(cookie -> transactions.inOne(proofs.wasJustUsed(proving.proof(), cookie)
                        .filter(used -> used)
                        .flatMap(used -> begin(proving))));
    }

    private Mono<NewSession> begin(Proving proving) {
        return accounts.of(proving.proof().email())
                .flatMap(account -> sessions.begin(account.id(), Method.MAIL, proving.browser(), false));
    }

    /**
     * Creates an account and signs in to it. Who has created one meanwhile is signed in to that one, and keeps its password.
     * The password is hashed afterwards, and if too many wait for that the account has none for the time being.
     *
     * @param names what is empty in them is unknown
     */
    public Mono<NewSession> createAccount(Proving proving, Names names, String password) {
        Proof proof = proving.proof();
        AccountId id = new AccountId(ids.get());
        Account account = new Account(id, proof.email(), names.firstOrNull(), names.lastOrNull(), proof.locale(), null);
        return transactions
                .inOne(used(proving).flatMap(used -> keeping.create(account)).flatMap(created -> begin(proving)))
                .flatMap(session -> hashing.hash(password)
                        .flatMap(hash -> accounts.setFirstPassword(id, hash, clock.instant()))
                        .onErrorResume(Refusal.Unavailable.class, UsingProofs::withoutPassword)
                        .thenReturn(session));
    }

    private static Mono<Boolean> withoutPassword(Refusal.Unavailable full) {
        LOG.warn("accounts: one is without password, since too many are hashed (the person is asked for it again)");
        return Mono.just(false);
    }

    /** Sets another password, ends all sessions and begins one; empty, too, if the address has no account. */
    public Mono<NewSession> changePassword(Proving proving, String password) {
        return hashing.hash(password)
                .flatMap(hash -> transactions.inOne(used(proving)
                        .flatMap(used -> accounts.of(used.email()))
                        .flatMap(account -> keeping.changePassword(account, hash)
                                .then(sessions.begin(account.id(), Method.MAIL, proving.browser(), false)))));
    }

    /** Empty if it is good for nothing any more. */
    private Mono<Proof> used(Proving proving) {
        return proofs.use(proving.proof(), proving.cookie())
                .filter(used -> used)
                .map(used -> proving.proof());
    }
}
