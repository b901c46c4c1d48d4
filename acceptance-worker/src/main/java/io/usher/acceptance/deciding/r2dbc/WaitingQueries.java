package io.usher.acceptance.deciding.r2dbc;

import static io.usher.acceptance.deciding.r2dbc.Unnested.uuids;

import io.usher.acceptance.deciding.BatchState.Seats;
import io.usher.acceptance.deciding.BatchState.Uses;
import io.usher.acceptance.deciding.BatchState.Waiting;
import io.usher.acceptance.deciding.InvitationTerms;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.r2dbc.StateQueries.Locked;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads who has waited longest and may be served. */
final class WaitingQueries {

    /** How many people one transaction serves at most. The others are served by the next ones. */
    static final int AT_ONCE = 500;

    /** In the order of asking across the invitations of an organization. Many ask in the same millisecond. */
    private static final Comparator<Waiting> BY_ASKING = Comparator.comparing(
                    (Waiting waiting) -> waiting.request().requestedAt())
            .thenComparing(Waiting::ordinal)
            .thenComparing(waiting -> waiting.request().id().value());

    /** Of a row that {@link #request} reads. */
    static final String COLUMNS =
            "a.id, a.invitation_id, a.organization_id, a.address, a.email, a.first_name, a.last_name, a.requested_at,"
                    + " a.log_offset, a.ordinal";

    /** Of the index {@code acceptance_waiting}. */
    private static final String OF_WANTED =
            "invitation_id = wanted.invitation_id and outcome = 'waitlisted' and original is null";

    private final DatabaseClient database;

    WaitingQueries(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Those of each invitation who may be served, or wait in vain since it is deleted: the first ones, or, if the plan has
     * no seat left, the first ones who are members and need none.
     *
     * @param freeing whether what is decided may free a place
     */
    Mono<List<Waiting>> servable(
            Locked locked, Map<InvitationId, Uses> counts, Map<OrganizationId, Seats> seats, boolean freeing) {
        List<InvitationTerms> possible = locked.invitations().values().stream()
                .filter(terms -> counts.getOrDefault(terms.id(), Uses.NONE).waiting() > 0)
                .filter(terms -> freeing || mayServe(terms, counts.getOrDefault(terms.id(), Uses.NONE)))
                .toList();
        return possible.isEmpty()
                ? Mono.just(List.of())
                : database.sql("""
                                select %1$s
                                from unnest($1, $2) as wanted (invitation_id, anybody)
                                cross join lateral (
                                    select * from onboarding.acceptance
                                    where wanted.anybody and %2$s
                                    order by ordinal limit $4) as a
                                union
                                select %1$s
                                from unnest($1, $3) as wanted (invitation_id, members)
                                cross join lateral (
                                    select * from onboarding.acceptance
                                    where wanted.members and %2$s and seated
                                    order by ordinal limit $4) as a
                                """.formatted(COLUMNS, OF_WANTED))
                        .bind(0, uuids(possible, terms -> terms.id().value()))
                        .bind(1, flags(possible, terms -> freeing || anybody(terms, seats)))
                        .bind(2, flags(possible, terms -> freeing || !anybody(terms, seats)))
                        .bind(3, AT_ONCE)
                        .map((row, metadata) -> waiting(new Columns(row)))
                        .all()
                        .sort(BY_ASKING)
                        .take(AT_ONCE)
                        .collectList();
    }

    private static boolean mayServe(InvitationTerms terms, Uses uses) {
        return terms.admission().deleted()
                || (terms.admission().status() == InvitationStatus.ENABLED
                        && (terms.quota() == null || uses.accepted() < terms.quota()));
    }

    /** Whether it takes no membership to be served. */
    private static boolean anybody(InvitationTerms terms, Map<OrganizationId, Seats> seats) {
        Seats of = seats.get(terms.organization());
        return terms.admission().deleted() || (of != null && of.free());
    }

    private static Boolean[] flags(List<InvitationTerms> terms, Predicate<InvitationTerms> flag) {
        return terms.stream().map(flag::test).toArray(Boolean[]::new);
    }

    private static Waiting waiting(Columns row) {
        return new Waiting(request(row), row.bigint("ordinal"));
    }

    /** A stored request, from {@link #COLUMNS}. */
    static Request request(Columns row) {
        OrganizationId organization = new OrganizationId(row.uuid("organization_id"));
        String address = row.text("address");
        String typed = row.optionalText("email");
        return new Request(
                new AcceptanceId(row.uuid("id")),
                new InvitationId(row.uuid("invitation_id")),
                organization,
                // As it was understood when it was decided, whatever a later version thinks of it.
                new EmailAddress(typed == null ? address : typed, address),
                row.optionalText("first_name"),
                row.optionalText("last_name"),
                MemberId.of(organization, address),
                row.instant("requested_at"),
                row.bigint("log_offset"));
    }
}
