package io.usher.acceptance.deciding.r2dbc;

import io.r2dbc.spi.Readable;
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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads who has waited longest. */
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

    private final DatabaseClient database;

    WaitingQueries(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The first ones for each invitation that may have a place for one of them, or has none any more.
     *
     * @param freeing whether what is decided may free one
     */
    Mono<List<Waiting>> servable(
            Locked locked, Map<InvitationId, Uses> counts, Map<OrganizationId, Seats> seats, boolean freeing) {
        UUID[] invitations = locked.invitations().values().stream()
                .filter(terms -> counts.getOrDefault(terms.id(), Uses.NONE).waiting() > 0)
                .filter(terms -> freeing || mayServe(terms, counts.getOrDefault(terms.id(), Uses.NONE), seats))
                .map(terms -> terms.id().value())
                .toArray(UUID[]::new);
        return invitations.length == 0
                ? Mono.just(List.of())
                : database.sql("""
                                select %s
                                from unnest($1) as wanted (invitation_id)
                                cross join lateral (
                                    select * from onboarding.acceptance
                                    where invitation_id = wanted.invitation_id and outcome = 'waitlisted'
                                      and original is null
                                    order by ordinal limit $2) as a
                                """.formatted(COLUMNS))
                        .bind(0, invitations)
                        .bind(1, AT_ONCE)
                        .map((row, metadata) -> new Waiting(request(row), Rows.get(row, 9, Long.class)))
                        .all()
                        .sort(BY_ASKING)
                        .take(AT_ONCE)
                        .collectList();
    }

    /** With a quota, people may wait for it who are members and need no seat. */
    private static boolean mayServe(InvitationTerms terms, Uses uses, Map<OrganizationId, Seats> seats) {
        if (terms.admission().deleted()) {
            return true;
        }
        Integer quota = terms.quota();
        Seats of = seats.get(terms.organization());
        return terms.admission().status() == InvitationStatus.ENABLED
                && (quota == null ? of != null && of.free() : uses.accepted() < quota);
    }

    /** A stored request, from {@link #COLUMNS}. */
    static Request request(Readable row) {
        OrganizationId organization = new OrganizationId(Rows.get(row, 2, UUID.class));
        String address = Rows.get(row, 3, String.class);
        String typed = row.get(4, String.class);
        return new Request(
                new AcceptanceId(Rows.get(row, 0, UUID.class)),
                new InvitationId(Rows.get(row, 1, UUID.class)),
                organization,
                // As it was understood when it was decided, whatever a later version thinks of it.
                new EmailAddress(typed == null ? address : typed, address),
                row.get(5, String.class),
                row.get(6, String.class),
                MemberId.of(organization, address),
                Rows.get(row, 7, Instant.class),
                Rows.get(row, 8, Long.class));
    }
}
