package io.usher.api.accounts;

import io.r2dbc.spi.Readable;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AccountId;
import io.usher.runtime.Columns;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The accounts as they are stored. */
@Component
public final class Accounts {

    private static final String SELECT =
            "select id, address, email, first_name, last_name, locale, password_hash from directory.account ";

    private final DatabaseClient database;

    Accounts(DatabaseClient database) {
        this.database = database;
    }

    /** Empty if the address has none. */
    public Mono<Account> of(EmailAddress address) {
        return database.sql(SELECT + "where address = :address")
                .bind("address", address.normal())
                .map(Accounts::account)
                .one();
    }

    public Mono<Account> find(AccountId id) {
        return database.sql(SELECT + "where id = :id")
                .bind("id", id.value())
                .map(Accounts::account)
                .one();
    }

    /** False, and nothing is changed, if the address has an account already. */
    public Mono<Boolean> add(Account account, Instant now) {
        return database.sql("""
                        insert into directory.account (id, address, email, first_name, last_name, locale, created_at)
                        values (:id, :address, :email, :first, :last, :locale, :now)
                        on conflict (address) do nothing""")
                .bind("id", account.id().value())
                .bind("address", account.email().normal())
                .bind("email", account.email().typed())
                .bind("first", Columns.orNull(account.firstName(), String.class))
                .bind("last", Columns.orNull(account.lastName(), String.class))
                .bind("locale", Columns.orNull(account.locale(), String.class))
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Their names, null = unknown, and the language of their mails and pages. */
    public Mono<Void> setProfile(
            AccountId id, @Nullable String firstName, @Nullable String lastName, @Nullable String locale) {
        return database.sql(
                        "update directory.account set first_name = :first, last_name = :last, locale = :locale where id = :id")
                .bind("first", Columns.orNull(firstName, String.class))
                .bind("last", Columns.orNull(lastName, String.class))
                .bind("locale", Columns.orNull(locale, String.class))
                .bind("id", id.value())
                .then();
    }

    /**
     * With all that is kept of it and of what its address is to prove. Inside of the caller's transaction. False if it was
     * deleted before.
     */
    public Mono<Boolean> delete(Account account) {
        return database.sql("delete from directory.proof where address = :address")
                .bind("address", account.email().normal())
                .then()
                .then(database.sql("delete from directory.account where id = :id")
                        .bind("id", account.id().value())
                        .fetch()
                        .rowsUpdated()
                        .map(rows -> rows == 1));
    }

    /** Whatever the password was before. */
    public Mono<Boolean> setPassword(AccountId id, String hash, Instant now) {
        return setPassword(id, hash, now, "");
    }

    /** False, and nothing is changed, if there is a password. */
    public Mono<Boolean> setFirstPassword(AccountId id, String hash, Instant now) {
        return setPassword(id, hash, now, " and password_hash is null");
    }

    private Mono<Boolean> setPassword(AccountId id, String hash, Instant now, String condition) {
        return database.sql(
                        "update directory.account set password_hash = :hash, password_changed_at = :now where id = :id"
                                + condition)
                .bind("hash", hash)
                .bind("now", now)
                .bind("id", id.value())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Whether or not they did before, they run the platform from then on. */
    public Mono<Void> makePlatformAdministrator(AccountId id) {
        return database.sql("update directory.account set platform_admin = true where id = :id")
                .bind("id", id.value())
                .then();
    }

    private static Account account(Readable row) {
        Columns columns = new Columns(row);
        return new Account(
                new AccountId(columns.uuid("id")),
                new EmailAddress(columns.text("email"), columns.text("address")),
                columns.optionalText("first_name"),
                columns.optionalText("last_name"),
                columns.optionalText("locale"),
                columns.optionalText("password_hash"));
    }
}
