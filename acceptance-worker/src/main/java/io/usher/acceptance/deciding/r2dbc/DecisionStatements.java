package io.usher.acceptance.deciding.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.acceptance.deciding.Decision;
import io.usher.acceptance.deciding.Decisions;
import io.usher.acceptance.deciding.Given;
import io.usher.acceptance.deciding.Grantable;
import io.usher.acceptance.deciding.Member;
import io.usher.acceptance.deciding.Outcome;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.acceptance.deciding.Standing.Uses;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Milestone;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes what a batch came to, one statement per table, and reads decisions back. */
final class DecisionStatements {

    private static final Comparator<Member> BY_PERSON = Comparator.comparing(
                    (Member member) -> member.person().organization().value())
            .thenComparing(member -> member.person().address());

    private final DatabaseClient database;

    DecisionStatements(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> write(Decisions decisions) {
        return acceptances(decisions.decisions())
                .then(joined(decisions.joined()))
                .then(granted(decisions.granted()))
                .then(repeated(decisions.decisions()))
                .then(counts(decisions.counts()))
                .then(seats(decisions.joined()))
                .then(grantSets(decisions.decisions()));
    }

    private Mono<Void> acceptances(List<Decision> decisions) {
        if (decisions.isEmpty()) {
            return Mono.empty();
        }
        return database.sql("""
                        insert into onboarding.acceptance (
                            id, organization_id, invitation_id, ordinal, address, email, first_name, last_name,
                            requested_at, decided_at, outcome, reason, original, grant_set_id, member_id, joined,
                            milestones, log_partition, log_offset)
                        select id, organization_id, invitation_id, ordinal, address, email, first_name, last_name,
                               timestamptz 'epoch' + requested_millis * interval '1 millisecond', $10, outcome,
                               reason, original, grant_set_id, member_id, joined, milestones::text[], $17, log_offset
                        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $11, $12, $13, $14, $15, $16, $18, $19)
                            as batch (id, organization_id, invitation_id, ordinal, address, email, first_name,
                                      last_name, requested_millis, outcome, reason, original, grant_set_id, member_id,
                                      joined, milestones, log_offset)
                        """)
                .bind(0, uuids(decisions, decision -> decision.request().id().value()))
                .bind(
                        1,
                        uuids(
                                decisions,
                                decision -> decision.request().organization().value()))
                .bind(
                        2,
                        uuids(
                                decisions,
                                decision -> decision.request().invitation().value()))
                .bind(3, longs(decisions, Decision::ordinal))
                .bind(4, texts(decisions, decision -> decision.request().email().normal()))
                .bind(5, texts(decisions, decision -> decision.request().email().typed()))
                .bind(6, texts(decisions, decision -> decision.request().firstName()))
                .bind(7, texts(decisions, decision -> decision.request().lastName()))
                .bind(
                        8,
                        longs(
                                decisions,
                                decision -> decision.request().requestedAt().toEpochMilli()))
                .bind(9, decisions.getFirst().decidedAt())
                .bind(10, texts(decisions, decision -> outcome(decision.outcome())))
                .bind(11, texts(decisions, decision -> reason(decision.outcome())))
                .bind(12, uuids(decisions, decision -> original(decision.outcome())))
                .bind(13, uuids(decisions, decision -> grantSet(decision.outcome())))
                .bind(14, uuids(decisions, decision -> member(decision.outcome())))
                .bind(
                        15,
                        decisions.stream()
                                .map(decision -> joins(decision.outcome()))
                                .toArray(Boolean[]::new))
                .bind(16, decisions.getFirst().request().partition())
                .bind(17, texts(decisions, decision -> ArrayLiteral.of(milestones(decision.outcome()))))
                .bind(18, longs(decisions, decision -> decision.request().offset()))
                .then();
    }

    /** Those that may be new, in one order everywhere, so that no two batches wait for each other's. */
    private Mono<Void> grantSets(List<Decision> decisions) {
        Map<UUID, Given> byId = new TreeMap<>();
        decisions.forEach(decision -> {
            if (decision.outcome() instanceof Accepted accepted) {
                byId.put(accepted.given().id(), accepted.given());
            }
        });
        if (byId.isEmpty()) {
            return Mono.empty();
        }
        Collection<Given> sets = byId.values();
        return database.sql("""
                        insert into onboarding.grant_set (id, ids, kinds, names, skipped)
                        select id, ids::uuid[], kinds::text[], names::text[], skipped::text[]
                        from unnest($1, $2, $3, $4, $5) as batch (id, ids, kinds, names, skipped)
                        on conflict do nothing
                        """)
                .bind(0, uuids(sets, Given::id))
                .bind(1, texts(sets, given -> literal(given.grantables(), Grantable::id)))
                .bind(
                        2,
                        texts(
                                sets,
                                given -> literal(
                                        given.grantables(), one -> one.kind().wireName())))
                .bind(3, texts(sets, given -> literal(given.grantables(), Grantable::name)))
                .bind(4, texts(sets, given -> ArrayLiteral.of(given.skipped())))
                .then();
    }

    private static String literal(List<Grantable> grantables, Function<Grantable, Object> part) {
        return ArrayLiteral.of(grantables.stream().map(part).toList());
    }

    private static String outcome(Outcome outcome) {
        return outcome instanceof Rejected ? "rejected" : "accepted";
    }

    private static @Nullable String reason(Outcome outcome) {
        return outcome instanceof Rejected rejected ? rejected.reason().wireName() : null;
    }

    private static @Nullable UUID original(Outcome outcome) {
        return outcome instanceof Repeated repeated ? repeated.original().value() : null;
    }

    private static @Nullable UUID member(Outcome outcome) {
        return outcome instanceof Accepted accepted ? accepted.member().value() : null;
    }

    private static boolean joins(Outcome outcome) {
        return outcome instanceof Accepted accepted && accepted.joined();
    }

    private static @Nullable UUID grantSet(Outcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> accepted.given().id();
            case Repeated repeated -> repeated.given().id();
            case Rejected rejected -> null;
        };
    }

    private static List<String> milestones(Outcome outcome) {
        return outcome instanceof Accepted accepted
                ? accepted.milestones().stream()
                        .map(reached -> reached.milestone().wireName() + "=" + reached.limit())
                        .toList()
                : List.of();
    }

    /** In one order everywhere, so that no two batches wait for each other's members. */
    private Mono<Void> joined(List<Member> unordered) {
        if (unordered.isEmpty()) {
            return Mono.empty();
        }
        List<Member> members = unordered.stream().sorted(BY_PERSON).toList();
        return database.sql("""
                        insert into onboarding.member (
                            organization_id, address, id, email, first_name, last_name, grant_ids, joined_at)
                        select organization_id, address, id, email, first_name, last_name, grant_ids::uuid[], now()
                        from unnest($1, $2, $3, $4, $5, $6, $7)
                            as batch (organization_id, address, id, email, first_name, last_name, grant_ids)
                        on conflict do nothing
                        """)
                .bind(0, uuids(members, member -> member.person().organization().value()))
                .bind(1, texts(members, member -> member.person().address()))
                .bind(2, uuids(members, member -> member.id().value()))
                .bind(3, texts(members, Member::email))
                .bind(4, texts(members, Member::firstName))
                .bind(5, texts(members, Member::lastName))
                .bind(6, texts(members, member -> literal(member.grants(), Grantable::id)))
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == members.size())
                .switchIfEmpty(Mono.error(() -> new LostRace("members")))
                .then();
    }

    /**
     * Adds to what they hold now, whatever another batch has given them since they were read; of kinds that one has at
     * most one of, this takes the place of that. Who was erased since is no member.
     */
    private Mono<Void> granted(Map<Person, List<Grantable>> granted) {
        if (granted.isEmpty()) {
            return Mono.empty();
        }
        List<Map.Entry<Person, List<Grantable>>> entries = List.copyOf(granted.entrySet());
        return database.sql("""
                        with batch as (
                            select m.id, more.grant_ids::uuid[], more.replaced::text[]
                            from unnest($1, $2, $3, $4) as more (organization_id, address, grant_ids, replaced)
                            join onboarding.member m using (organization_id, address)
                            order by m.id for no key update of m)
                        update onboarding.member m
                        set grant_ids = array(
                            select g.id from directory.grantable g
                            where g.id = any(batch.grant_ids)
                               or g.id = any(m.grant_ids) and g.kind <> all(batch.replaced))
                        from batch
                        where m.id = batch.id
                        """)
                .bind(0, uuids(entries, entry -> entry.getKey().organization().value()))
                .bind(1, texts(entries, entry -> entry.getKey().address()))
                .bind(2, texts(entries, entry -> literal(entry.getValue(), Grantable::id)))
                .bind(3, texts(entries, entry -> ArrayLiteral.of(replaced(entry.getValue()))))
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == granted.size())
                .switchIfEmpty(Mono.error(() -> new LostRace("members")))
                .then();
    }

    private static List<String> replaced(List<Grantable> given) {
        return given.stream()
                .map(Grantable::kind)
                .filter(GrantKind::isSingle)
                .map(GrantKind::wireName)
                .toList();
    }

    /** Who is answered with an earlier acceptance must have it until the commit: it may be erased since it was read. */
    private Mono<Void> repeated(List<Decision> decisions) {
        Map<UUID, String> earlier = new HashMap<>();
        decisions.forEach(decision -> {
            UUID original = original(decision.outcome());
            if (original != null) {
                earlier.put(original, decision.request().email().normal());
            }
        });
        // Those of this batch are nobody else's to erase yet.
        decisions.forEach(decision -> earlier.remove(decision.request().id().value()));
        if (earlier.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(
                        "select id, address from onboarding.acceptance where id = any($1) order by address, id for share")
                .bind(0, earlier.keySet().toArray(UUID[]::new))
                .map((row, metadata) ->
                        Rows.get(row, 1, String.class).equals(earlier.get(Rows.get(row, 0, UUID.class))))
                .all()
                .filter(theirs -> theirs)
                .count()
                .filter(theirs -> theirs == earlier.size())
                .switchIfEmpty(Mono.error(() -> new LostRace("earlier acceptances")))
                .then();
    }

    private Mono<Void> counts(Map<InvitationId, Uses> counts) {
        if (counts.isEmpty()) {
            return Mono.empty();
        }
        List<Map.Entry<InvitationId, Uses>> entries = List.copyOf(counts.entrySet());
        return database.sql("""
                        insert into onboarding.invitation_seats (invitation_id, requests, accepted)
                        select * from unnest($1, $2, $3)
                        on conflict (invitation_id) do update
                        set requests = excluded.requests, accepted = excluded.accepted
                        """)
                .bind(0, uuids(entries, entry -> entry.getKey().value()))
                .bind(1, longs(entries, entry -> entry.getValue().requests()))
                .bind(
                        2,
                        entries.stream()
                                .map(entry -> entry.getValue().accepted())
                                .toArray(Integer[]::new))
                .then();
    }

    /** Adds: where the plan limits nothing, other batches of the organization may have done so too. */
    private Mono<Void> seats(List<Member> joined) {
        if (joined.isEmpty()) {
            return Mono.empty();
        }
        Map<UUID, Integer> taken = new TreeMap<>();
        joined.forEach(member -> taken.merge(member.person().organization().value(), 1, Integer::sum));
        return database.sql("""
                        insert into onboarding.organization_seats (organization_id, taken)
                        select * from unnest($1, $2)
                        on conflict (organization_id) do update set taken = organization_seats.taken + excluded.taken
                        """)
                .bind(0, taken.keySet().toArray(UUID[]::new))
                .bind(1, taken.values().toArray(Integer[]::new))
                .then();
    }

    private static <T> UUID[] uuids(Collection<T> rows, Function<T, @Nullable UUID> column) {
        return rows.stream().map(column).toArray(UUID[]::new);
    }

    private static <T> String[] texts(Collection<T> rows, Function<T, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    private static <T> Long[] longs(Collection<T> rows, Function<T, Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    /**
     * The decisions of a stretch of the log, as they were stored. Without erased ones: their events would be other ones
     * than were published, about nobody.
     */
    Mono<List<Decision>> read(int partition, long from, long until) {
        GivenOnce given = new GivenOnce();
        return database.sql("""
                        select a.id, organization_id, invitation_id, ordinal, email, first_name, last_name,
                               requested_at, decided_at, reason, original, member_id, joined, milestones, log_offset,
                               address, %s
                        from onboarding.acceptance a left join onboarding.grant_set given on given.id = grant_set_id
                        where log_partition = $1 and log_offset >= $2 and log_offset < $3 and not erased
                        order by log_offset
                        """.formatted(GivenOnce.COLUMNS))
                .bind(0, partition)
                .bind(1, from)
                .bind(2, until)
                .map((row, metadata) -> new Decision(
                        request(row, partition),
                        Rows.get(row, 3, Long.class),
                        Rows.get(row, 8, Instant.class),
                        outcome(row, given)))
                .all()
                .collectList();
    }

    private static Request request(Readable row, int partition) {
        return new Request(
                new AcceptanceId(Rows.get(row, 0, UUID.class)),
                new InvitationId(Rows.get(row, 2, UUID.class)),
                new OrganizationId(Rows.get(row, 1, UUID.class)),
                // As it was understood when it was decided, whatever a later version thinks of it.
                new EmailAddress(Rows.get(row, 4, String.class), Rows.get(row, 15, String.class)),
                row.get(5, String.class),
                row.get(6, String.class),
                Rows.get(row, 7, Instant.class),
                partition,
                Rows.get(row, 14, Long.class));
    }

    private static Outcome outcome(Readable row, GivenOnce once) {
        String reason = row.get(9, String.class);
        if (reason != null) {
            return new Rejected(RejectionReason.of(reason));
        }
        Given given = once.of(row, 16);
        UUID original = row.get(10, UUID.class);
        if (original != null) {
            return new Repeated(new AcceptanceId(original), given);
        }
        return new Accepted(
                given,
                new MemberId(Rows.get(row, 11, UUID.class)),
                Rows.get(row, 12, Boolean.class),
                List.of(Rows.get(row, 13, String[].class)).stream()
                        .map(DecisionStatements::reached)
                        .toList());
    }

    private static Reached reached(String stored) {
        int equals = stored.indexOf('=');
        return new Reached(Milestone.of(stored.substring(0, equals)), Integer.parseInt(stored.substring(equals + 1)));
    }
}
