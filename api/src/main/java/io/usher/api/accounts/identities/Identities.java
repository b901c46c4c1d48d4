package io.usher.api.accounts.identities;

import io.r2dbc.spi.Readable;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The identities as they are stored. */
@Component
public final class Identities {

    private static final String COLUMNS = "id, issuer, account_id, email_at_link, used_at";

    private final DatabaseClient database;
    private final Supplier<UUID> ids;
    private final Clock clock;

    Identities(DatabaseClient database, Supplier<UUID> ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /** Whose account it signs in to, which is noted; empty if it is linked to none. */
    public Mono<AccountId> use(ForeignIdentity identity) {
        return Mono.defer(() -> database.sql("""
                        update directory.identity set used_at = :now where issuer = :issuer and subject = :subject
                        returning\s""" + COLUMNS)
                .bind("now", clock.instant())
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .map(row -> identity(row).account())
                .one());
    }

    /** False, and nothing is changed, if it is linked to an account already. */
    public Mono<Boolean> add(ForeignIdentity identity, AccountId account, EmailAddress email) {
        return Mono.defer(() -> database.sql("""
                        insert into directory.identity
                            (id, issuer, subject, account_id, email_at_link, linked_at, used_at)
                        values (:id, :issuer, :subject, :account, :email, :now, :now)
                        on conflict (issuer, subject) do nothing""")
                .bind("id", ids.get())
                .bind("issuer", identity.issuer())
                .bind("subject", identity.subject())
                .bind("account", account.value())
                .bind("email", email.typed())
                .bind("now", clock.instant())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1));
    }

    public Flux<Identity> of(AccountId account) {
        return database.sql("select " + COLUMNS + " from directory.identity where account_id = :account order by id")
                .bind("account", account.value())
                .map(Identities::identity)
                .all();
    }

    /**
     * Removes one of the account and emits it, inside of the caller's transaction. Empty, and nothing is removed, if there is
     * no such identity or the person would be left without password and identity: of all who remove at the same time one is
     * left.
     */
    public Mono<Identity> remove(AccountId account, UUID identity) {
        return database.sql("select id from directory.account where id = :account for no key update")
                .bind("account", account.value())
                .fetch()
                .first()
                .then(Mono.defer(() -> database.sql("""
                                delete from directory.identity i using directory.account a
                                where i.id = :id and i.account_id = :account and a.id = i.account_id
                                    and (a.password_hash is not null
                                        or exists (select from directory.identity other
                                            where other.account_id = a.id and other.id <> i.id))
                                returning i.id, i.issuer, i.account_id, i.email_at_link, i.used_at""")
                        .bind("id", identity)
                        .bind("account", account.value())
                        .map(Identities::identity)
                        .one()));
    }

    private static Identity identity(Readable row) {
        Columns columns = new Columns(row);
        return new Identity(
                columns.uuid("id"),
                columns.text("issuer"),
                new AccountId(columns.uuid("account_id")),
                columns.text("email_at_link"),
                columns.instant("used_at"));
    }
}
