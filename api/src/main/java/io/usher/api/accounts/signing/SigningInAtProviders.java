package io.usher.api.accounts.signing;

import io.usher.api.accounts.Account;
import io.usher.api.accounts.Accounts;
import io.usher.api.accounts.identities.ForeignIdentity;
import io.usher.api.accounts.identities.Identities;
import io.usher.api.accounts.proofs.Proofs;
import io.usher.api.accounts.proofs.RequestingProofs;
import io.usher.api.accounts.sessions.Browser;
import io.usher.api.accounts.sessions.NewSession;
import io.usher.api.accounts.sessions.Sessions;
import io.usher.api.accounts.sessions.Sessions.Method;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.database.Transactions;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.AccountId;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Signs in by an identity at an issuer. An identity that is linked to an account signs in to that one, whatever address it has
 * by now. One that is new is linked to the account of its address, which is made if there is none: at once if the issuer is
 * believed for the address, otherwise once the address is proven by mail.
 */
@Component
public final class SigningInAtProviders {

    private final Accounts accounts;
    private final KeepingAccounts keeping;
    private final Identities identities;
    private final Proofs proofs;
    private final RequestingProofs requesting;
    private final Sessions sessions;
    private final Transactions transactions;
    private final Supplier<UUID> ids;

    SigningInAtProviders(
            Accounts accounts,
            KeepingAccounts keeping,
            Identities identities,
            Proofs proofs,
            RequestingProofs requesting,
            Sessions sessions,
            Transactions transactions,
            Supplier<UUID> ids) {
        this.accounts = accounts;
        this.keeping = keeping;
        this.identities = identities;
        this.proofs = proofs;
        this.requesting = requesting;
        this.sessions = sessions;
        this.transactions = transactions;
        this.ids = ids;
    }

    /** What came of it. */
    public sealed interface Result {}

    public record Entered(NewSession session) implements Result {}

    /** The address is to be proven first, in the same browser. */
    public record ProofRequested(EmailAddress email) implements Result {}

    /** There is no address that could be proven. */
    public record WithoutAddress() implements Result {}

    /**
     * Fails if too many links were asked for.
     *
     * @param language of a mail that proves the address
     */
    public Mono<Result> signIn(ForeignIdentity identity, Browser browser, Locale language) {
        return transactions
                .inOne(identities
                        .use(identity)
                        .switchIfEmpty(Mono.defer(() -> Mono.justOrEmpty(identity.address())
                                .filter(email -> identity.isBelieved())
                                .flatMap(email -> link(identity, email))))
                        .flatMap(account -> begin(account, identity, browser)))
                .<Result>map(Entered::new)
                .switchIfEmpty(Mono.defer(() -> askForProof(identity, language, browser.network())));
    }

    private Mono<Result> askForProof(ForeignIdentity identity, Locale language, String network) {
        return Mono.justOrEmpty(identity.address())
                .flatMap(email -> requesting
                        .request(ProofPurpose.LINK_IDENTITY, email, Mono.empty(), language, network)
                        .<Result>thenReturn(new ProofRequested(email)))
                .defaultIfEmpty(new WithoutAddress());
    }

    /**
     * Links an identity of that address with the proof, and signs in; empty if that was used before or is good for nothing. Only
     * for who has shown in the same browser that the identity is theirs: the link alone would link anybody's.
     */
    public Mono<NewSession> link(Proving proving, ForeignIdentity identity) {
        EmailAddress email = proving.proof().email();
        return transactions.inOne(proofs.use(proving.proof(), proving.cookie())
                .filter(used -> used)
                .flatMap(used -> link(identity, email))
                .flatMap(account -> begin(account, identity, proving.browser())));
    }

    /** Of several who do it at the same time one makes the account, and one links the identity. */
    private Mono<AccountId> link(ForeignIdentity identity, EmailAddress email) {
        Account account =
                new Account(new AccountId(ids.get()), email, identity.firstName(), identity.lastName(), null, null);
        return keeping.create(account)
                .then(Mono.defer(() -> accounts.of(email)))
                .delayUntil(owner -> keeping.link(owner, identity, email))
                .then(Mono.defer(() -> identities.use(identity)));
    }

    private Mono<NewSession> begin(AccountId account, ForeignIdentity identity, Browser browser) {
        return sessions.begin(account, Method.at(identity.provider()), browser, false);
    }

    /** False, and nothing is changed, if there is no such identity of theirs or they could not sign in without it. */
    public Mono<Boolean> remove(SignedIn person, UUID identity) {
        return transactions.inOne(
                accounts.find(person.account()).flatMap(account -> keeping.unlink(account, identity)));
    }
}
