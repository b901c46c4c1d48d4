package io.usher.api.accounts.sessions;

import io.usher.api.http.security.ApiKey;
import io.usher.api.http.security.ApiKeys;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What those may do now who asked for something some time ago. It is read from the database, inside of the caller's
 * transaction if there is one.
 */
@Component
public final class CallersNow {

    private final DatabaseClient database;
    private final ApiKeys keys;
    private final Clock clock;

    CallersNow(DatabaseClient database, Clock clock) {
        this.database = database;
        this.keys = ApiKeys.readBy(database);
        this.clock = clock;
    }

    /**
     * The rights in an organization of a key or a person; none if they are that no more.
     *
     * @param caller the id of one
     * @param then what they held when they asked: that of others cannot be looked up, and stays
     */
    public Mono<Rights> rights(String caller, OrganizationId organization, Rights then) {
        Caller asked = Caller.withId(caller);
        return asked.key()
                .map(this::key)
                .or(() -> asked.account().map(this::person))
                .map(found -> found.defaultIfEmpty(asked).map(now -> now.in(organization)))
                .orElseGet(() -> Mono.just(then));
    }

    /** A person with what they may do now; the same caller if it is none, or has no account any more. */
    public Mono<Caller> ofPerson(Caller caller) {
        return caller.account().map(this::person).orElseGet(Mono::empty).defaultIfEmpty(caller);
    }

    private Mono<Caller> key(UUID id) {
        return Mono.defer(() -> keys.findAll(List.of(id))
                .filter(key -> !key.isOverAt(clock.instant()))
                .map(ApiKey::caller)
                .singleOrEmpty());
    }

    private Mono<Caller> person(UUID account) {
        return database.sql("select a.address, a.platform_admin, " + Memberships.COLUMN
                        + "from directory.account a where a.id = :account")
                .bind("account", account)
                .map(row -> Memberships.caller(account, new Columns(row), Instant.EPOCH))
                .one();
    }
}
