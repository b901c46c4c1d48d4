package io.usher.acceptance.deciding.r2dbc;

import static io.usher.acceptance.deciding.r2dbc.MemberStatements.typed;
import static io.usher.runtime.ColumnArrays.booleans;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Outcome;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Outcome.StillWaiting;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.AcceptanceId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes new acceptances and changes of stored ones. */
final class AcceptanceStatements {

    /** The size of a typical row. */
    private static final int BYTES = 320;

    private static final String WAITS = "a.outcome = 'waitlisted' and a.slot = 0 and not a.erased";

    private static final String PROMOTE = ofWaiting(
            "$3, $4",
            "grant_set_id, joined",
            "outcome = 'accepted', grant_set_id = batch.grant_set_id, joined = batch.joined");

    private static final String DISMISS =
            ofWaiting("$3", "reason", "outcome = 'rejected', reason = batch.reason, slot = a.ordinal");

    /** An update of those that wait: $1 is when that is decided, $2 are their ids, the rest the values of the columns. */
    private static String ofWaiting(String values, String columns, String change) {
        return """
                with batch as (
                    select decided.* from unnest($2, %s) as decided (id, %s)
                    join onboarding.acceptance a using (id)
                    where %s
                    order by a.address, a.id for no key update of a)
                update onboarding.acceptance a set %s, decided_at = $1
                from batch where a.id = batch.id
                """.formatted(values, columns, WAITS, change);
    }

    private final DatabaseClient database;

    AcceptanceStatements(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> insert(List<Requested> decisions, Instant decidedAt) {
        if (decisions.isEmpty()) {
            return Mono.empty();
        }
        BinaryCopy rows = new BinaryCopy(18, BYTES * decisions.size());
        for (Requested decision : decisions) {
            Request request = decision.request();
            Outcome outcome = decision.outcome();
            rows.row()
                    .uuid(request.id().value())
                    .uuid(request.organization().value())
                    .uuid(request.invitation().value())
                    .uuid(original(outcome))
                    .uuid(waits(outcome) ? request.member().value() : null)
                    .uuid(grantSet(outcome))
                    .instant(request.requestedAt())
                    .instant(decidedAt)
                    .bigint(decision.ordinal())
                    .bigint(holds(outcome) ? 0 : decision.ordinal())
                    .bigint(request.offset())
                    .bool(outcome instanceof Accepted accepted && accepted.joined())
                    .text(outcome(outcome))
                    .text(reason(outcome))
                    .text(request.email().normal())
                    .text(typed(request.email().typed(), request.email().normal()))
                    .text(request.firstName())
                    .text(request.lastName());
        }
        return rows.into(database, """
                        onboarding.acceptance (
                            id, organization_id, invitation_id, original, member_id, grant_set_id, requested_at, decided_at, ordinal,
                            slot, log_offset, joined, outcome, reason, address, email, first_name, last_name)
                        """).then();
    }

    private static boolean holds(Outcome outcome) {
        return outcome instanceof Accepted || outcome instanceof Waitlisted;
    }

    private static boolean waits(Outcome outcome) {
        return outcome instanceof Waitlisted || outcome instanceof StillWaiting;
    }

    private static String outcome(Outcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> "accepted";
            case Repeated repeated -> "accepted";
            case Waitlisted waitlisted -> "waitlisted";
            case StillWaiting waiting -> "waitlisted";
            case Rejected rejected -> "rejected";
        };
    }

    private static @Nullable String reason(Outcome outcome) {
        return outcome instanceof Rejected rejected ? rejected.reason().wireName() : null;
    }

    static @Nullable UUID original(Outcome outcome) {
        return switch (outcome) {
            case Repeated repeated -> repeated.original().value();
            case StillWaiting waiting -> waiting.original().value();
            case Accepted accepted -> null;
            case Waitlisted waitlisted -> null;
            case Rejected rejected -> null;
        };
    }

    private static @Nullable UUID grantSet(Outcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> accepted.granted().id();
            case Repeated repeated -> repeated.granted().id();
            case Waitlisted waitlisted -> null;
            case StillWaiting waiting -> null;
            case Rejected rejected -> null;
        };
    }

    /** Accepts people on waiting lists. Fails with {@link LostRace} if one of them has left it. */
    Mono<Void> promote(List<Promoted> promoted, Instant decidedAt) {
        return promoted.isEmpty()
                ? Mono.empty()
                : all(
                        promoted,
                        database.sql(PROMOTE)
                                .bind(0, decidedAt)
                                .bind(1, uuids(promoted, one -> id(one.waiting())))
                                .bind(
                                        2,
                                        uuids(
                                                promoted,
                                                one -> one.outcome().granted().id()))
                                .bind(3, booleans(promoted, one -> one.outcome().joined())));
    }

    /** Rejects people on waiting lists. Fails with {@link LostRace} if one of them has left it. */
    Mono<Void> dismiss(List<Dismissed> dismissed, Instant decidedAt) {
        return dismissed.isEmpty()
                ? Mono.empty()
                : all(
                        dismissed,
                        database.sql(DISMISS)
                                .bind(0, decidedAt)
                                .bind(1, uuids(dismissed, one -> id(one.waiting())))
                                .bind(
                                        2,
                                        texts(
                                                dismissed,
                                                one -> one.outcome().reason().wireName())));
    }

    private static UUID id(Waiting waiting) {
        return waiting.request().id().value();
    }

    private static Mono<Void> all(List<?> decisions, DatabaseClient.GenericExecuteSpec update) {
        return LostRace.unless(update, decisions.size(), "acceptances");
    }

    Mono<Void> withdraw(AcceptanceId id, Instant decidedAt) {
        return LostRace.unless(database.sql("""
                        update onboarding.acceptance set outcome = 'withdrawn', slot = ordinal, decided_at = $2
                        where id = $1 and slot = 0 and not erased
                        """).bind(0, id.value()).bind(1, decidedAt), 1, "acceptances");
    }

    /** Ends the uses of former members, so that they can request a seat again. */
    Mono<Void> release(List<Person> former) {
        return former.isEmpty()
                ? Mono.empty()
                : database.sql("""
                                with batch as (
                                    select a.id
                                    from (
                                        select organization_id, array_agg(address) as addresses
                                        from unnest($1, $2) as former (organization_id, address)
                                        group by organization_id) as former
                                    join directory.invitation i on i.organization_id = former.organization_id
                                    join onboarding.acceptance a
                                      on a.invitation_id = i.id and a.address = any(former.addresses)
                                    where a.slot = 0 and a.outcome = 'accepted'
                                    order by a.address, a.id for no key update of a)
                                update onboarding.acceptance a set slot = a.ordinal from batch where a.id = batch.id
                                """)
                        .bind(0, uuids(former, person -> person.organization().value()))
                        .bind(1, texts(former, Person::address))
                        .then();
    }

    /**
     * Locks the earlier acceptances that the batch refers to until the commit. Fails with {@link LostRace} if one was
     * erased since it was read.
     */
    Mono<Void> confirmOriginals(List<Requested> decisions) {
        Map<UUID, String> earlier = new HashMap<>();
        for (Requested decision : decisions) {
            UUID original = original(decision.outcome());
            if (original != null) {
                earlier.put(original, decision.request().email().normal());
            }
        }
        // Acceptances of this batch cannot be erased before its commit.
        decisions.forEach(decision -> earlier.remove(decision.request().id().value()));
        if (earlier.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(
                        "select id, address from onboarding.acceptance where id = any($1) order by address, id for share")
                .bind(0, earlier.keySet().toArray(UUID[]::new))
                .map((row, metadata) -> {
                    Columns columns = new Columns(row);
                    return columns.text("address").equals(earlier.get(columns.uuid("id")));
                })
                .all()
                .filter(theirs -> theirs)
                .count()
                .filter(theirs -> theirs == earlier.size())
                .switchIfEmpty(Mono.error(() -> new LostRace("earlier acceptances")))
                .then();
    }
}
