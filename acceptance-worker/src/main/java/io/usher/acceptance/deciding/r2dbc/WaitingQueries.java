package io.usher.acceptance.deciding.r2dbc;

import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.summingLong;

import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.r2dbc.StateQueries.Locked;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.admission.Standing;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads the people on waiting lists who may be promoted. */
final class WaitingQueries {

    /** The maximum number of people who are promoted in one transaction. The next ones promote the others. */
    static final int AT_ONCE = 500;

    /** The order of the requests across the invitations of an organization. Many requests have the same millisecond. */
    private static final Comparator<Waiting> BY_ASKING = Comparator.comparing(
                    (Waiting waiting) -> waiting.request().requestedAt())
            .thenComparing(Waiting::ordinal)
            .thenComparing(waiting -> waiting.request().id().value());

    /** So that the limit of one transaction never leaves them out. */
    private static final Comparator<Waiting> CANCELLED_FIRST = Comparator.comparing(
                    (Waiting waiting) -> waiting.standing() != Standing.CANCELLED)
            .thenComparing(BY_ASKING);

    /** The columns that {@link #request} reads. */
    static final String COLUMNS =
            "a.id, a.invitation_id, a.organization_id, a.address, a.email, a.first_name, a.last_name, a.requested_at,"
                    + " a.log_offset, a.ordinal";

    /** The {@link Standing} of a person among the invitees. */
    private static final String STANDING = """
            coalesce((
                select case when p.cancelled_at is null then 'INVITED' else 'CANCELLED' end
                from directory.invitee p where p.invitation_id = a.invitation_id and p.address = a.address), 'STRANGER')
                as standing""";

    private static final String WAITS = "outcome = 'waitlisted' and original is null";

    /**
     * The first people on the waiting lists of $1; the first members on those of $2; and, for organizations in $3 with
     * fewer members than people on waiting lists, their first members on the waiting lists of $4; and those on the
     * waiting lists of $6 who are invited no more. {@code offset 0} keeps the order of the loops.
     */
    private static final String SERVABLE = """
            select %1$s, %3$s
            from unnest($1) as wanted (invitation_id)
            cross join lateral (
                select * from onboarding.acceptance
                where invitation_id = wanted.invitation_id and %2$s
                order by ordinal limit $5) as a
            union
            select %1$s, %3$s
            from unnest($2) as wanted (invitation_id)
            cross join lateral (
                select * from onboarding.acceptance waiting
                where invitation_id = wanted.invitation_id and %2$s and exists (
                    select from onboarding.member m
                    where m.organization_id = waiting.organization_id and m.id = waiting.member_id
                      and m.state = 'active'
                    offset 0)
                order by ordinal limit $5) as a
            union
            select %1$s, %3$s
            from unnest($3) as wanted (organization_id)
            cross join lateral (
                select waiting.*
                from onboarding.member m
                cross join lateral (
                    select * from onboarding.acceptance
                    where organization_id = m.organization_id and member_id = m.id and invitation_id = any($4) and %2$s
                    offset 0) as waiting
                where m.organization_id = wanted.organization_id and m.state = 'active'
                order by waiting.requested_at, waiting.ordinal, waiting.id limit $5) as a
            union
            select %1$s, 'CANCELLED'
            from unnest($6) as wanted (invitation_id)
            cross join lateral (
                select waiting.*
                from directory.invitee p
                join onboarding.acceptance waiting using (invitation_id, address)
                where invitation_id = wanted.invitation_id and p.cancelled_at is not null and slot = 0 and %2$s
                limit $5) as a
            """.formatted(COLUMNS, WAITS, STANDING);

    private final DatabaseClient database;

    WaitingQueries(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The decision during which people are on waiting lists.
     *
     * @param freeing whether it may free a seat or a use
     * @param asking whether somebody requests a seat
     * @param admitting invitations that are not open any more and admit somebody who requested a seat when they were.
     *     People on the waiting lists of others that are not open are not read: however many they are, they must not be in
     *     the way of those who can be served
     * @param overtaking invitations for which a member requests a seat, who could overtake members on the waiting list
     *     because neither needs a seat of the plan; null if all members on waiting lists are to be promoted
     */
    record Occasion(
            boolean freeing,
            boolean asking,
            Set<InvitationId> admitting,
            @Nullable Set<InvitationId> overtaking) {

        boolean concerns(InvitationId invitation) {
            return overtaking == null || overtaking.contains(invitation);
        }
    }

    /**
     * The people on the waiting list of each invitation who may be promoted, or dismissed because it is deleted or not
     * for them any more: the first ones, or, if the plan has no free seat, the first members, who need none. If nobody requests a seat, also
     * the people who are to be dismissed because they are invited no more. The cost of finding members is
     * limited by the number of people on the waiting lists or the number of members of the organization, whichever is
     * smaller.
     */
    Mono<List<Waiting>> servable(
            Locked locked, Map<InvitationId, Uses> counts, Map<OrganizationId, Seats> seats, Occasion occasion) {
        List<InvitationTerms> possible = locked.invitations().values().stream()
                .filter(terms -> waiting(terms, counts) > 0)
                .filter(terms -> terms.admission().deleted()
                        || (mayServe(terms, occasion)
                                && (occasion.freeing() || hasRoom(terms, counts.getOrDefault(terms.id(), Uses.NONE)))))
                .toList();
        List<InvitationTerms> anybody = possible.stream()
                .filter(terms -> occasion.freeing() || anybody(terms, seats))
                .toList();
        List<InvitationTerms> members = possible.stream()
                .filter(terms -> !anybody(terms, seats) && occasion.concerns(terms.id()))
                .toList();
        List<InvitationTerms> someCancelled = locked.invitations().values().stream()
                .filter(terms -> !occasion.asking() && terms.cancelled() && waiting(terms, counts) > 0)
                .toList();
        if (anybody.isEmpty() && members.isEmpty() && someCancelled.isEmpty()) {
            return Mono.just(List.of());
        }
        Map<OrganizationId, Long> waiting = members.stream()
                .collect(groupingBy(InvitationTerms::organization, summingLong(terms -> waiting(terms, counts))));
        Map<Boolean, List<InvitationTerms>> byMember = members.stream()
                .collect(partitioningBy(terms ->
                        requireNonNull(waiting.get(terms.organization())) > taken(terms.organization(), seats)));
        List<InvitationTerms> searchedByMember = requireNonNull(byMember.get(true));
        return database.sql(SERVABLE)
                .bind(0, ids(anybody))
                .bind(1, ids(requireNonNull(byMember.get(false))))
                .bind(
                        2,
                        searchedByMember.stream()
                                .map(terms -> terms.organization().value())
                                .distinct()
                                .toArray(UUID[]::new))
                .bind(3, ids(searchedByMember))
                .bind(4, AT_ONCE)
                .bind(5, ids(someCancelled))
                .map((row, metadata) -> waiting(new Columns(row)))
                .all()
                .sort(CANCELLED_FIRST)
                .take(AT_ONCE)
                .collectList();
    }

    private static int waiting(InvitationTerms terms, Map<InvitationId, Uses> counts) {
        return counts.getOrDefault(terms.id(), Uses.NONE).waiting();
    }

    private static int taken(OrganizationId organization, Map<OrganizationId, Seats> seats) {
        Seats of = seats.get(organization);
        return of == null ? 0 : of.taken();
    }

    private static @Nullable UUID[] ids(List<InvitationTerms> terms) {
        return uuids(terms, one -> one.id().value());
    }

    private static boolean mayServe(InvitationTerms terms, Occasion occasion) {
        return terms.admission().status() == InvitationStatus.ENABLED
                && (terms.open() || occasion.admitting().contains(terms.id()));
    }

    private static boolean hasRoom(InvitationTerms terms, Uses uses) {
        return terms.quota() == null || uses.accepted() < terms.quota();
    }

    /** Whether people who are not members can be served. */
    private static boolean anybody(InvitationTerms terms, Map<OrganizationId, Seats> seats) {
        Seats of = seats.get(terms.organization());
        return terms.admission().deleted() || (of != null && of.free());
    }

    private static Waiting waiting(Columns row) {
        return new Waiting(request(row), row.bigint("ordinal"), Standing.valueOf(row.text("standing")));
    }

    /** Reads a stored request from {@link #COLUMNS}. */
    static Request request(Columns row) {
        OrganizationId organization = new OrganizationId(row.uuid("organization_id"));
        String address = row.text("address");
        String typed = row.optionalText("email");
        return new Request(
                new AcceptanceId(row.uuid("id")),
                new InvitationId(row.uuid("invitation_id")),
                organization,
                // The normal form of the time of the decision, in case a later version has other rules.
                new EmailAddress(typed == null ? address : typed, address),
                row.optionalText("first_name"),
                row.optionalText("last_name"),
                MemberId.of(organization, address),
                row.instant("requested_at"),
                row.bigint("log_offset"));
    }
}
