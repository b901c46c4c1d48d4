package io.usher.api.accounts.signing;

import io.usher.api.accounts.Accounts;
import io.usher.api.database.Transactions;
import io.usher.contract.id.AccountId;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Deletes accounts. What a person is in organizations is not touched. */
@Component
public final class DeletingAccounts {

    private final Accounts accounts;
    private final KeepingAccounts keeping;
    private final Transactions transactions;

    DeletingAccounts(Accounts accounts, KeepingAccounts keeping, Transactions transactions) {
        this.accounts = accounts;
        this.keeping = keeping;
        this.transactions = transactions;
    }

    /** Ends all sessions; a mail says goodbye. To delete what is deleted does no harm. */
    public Mono<Void> delete(AccountId id) {
        return transactions
                .inOne(accounts.find(id)
                        .flatMap(account -> keeping.delete(account).thenReturn(true)))
                .then();
    }
}
