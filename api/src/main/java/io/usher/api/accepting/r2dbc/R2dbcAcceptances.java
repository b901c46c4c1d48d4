package io.usher.api.accepting.r2dbc;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Readable;
import io.usher.api.accepting.Acceptance;
import io.usher.api.accepting.AcceptanceFilter;
import io.usher.api.accepting.Acceptances;
import io.usher.api.accepting.Outcome;
import io.usher.api.accepting.StoreFailure;
import io.usher.api.storing.r2dbc.Columns;
import io.usher.contract.event.Grants;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class R2dbcAcceptances implements Acceptances {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

    private static final String SELECT = """
            select id, invitation_id, organization_id, ordinal, email, outcome, reason, original, requested_at,
                decided_at, granted_roles, granted_teams, skipped
            from onboarding.acceptance
            """;

    private final DatabaseClient database;

    R2dbcAcceptances(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Acceptance> find(AcceptanceId id) {
        return database.sql(SELECT + "where id = :id")
                .bind("id", id.value())
                .map(R2dbcAcceptances::acceptance)
                .one()
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Exception.class, StoreFailure::new);
    }

    @Override
    public Flux<Placed> of(InvitationId invitation, AcceptanceFilter filter, long after, int limit) {
        return database.sql(SELECT + """
                        where invitation_id = :invitation and ordinal > :after
                            and (cast(:outcome as text) is null or outcome = :outcome)
                            and (cast(:reason as text) is null or reason = :reason)
                            and (cast(:q as text) is null
                                or strpos(lower(concat_ws(' ', email, address, first_name, last_name)), lower(:q)) > 0)
                        order by ordinal
                        limit :limit""")
                .bind("invitation", invitation.value())
                .bind("after", after)
                .bind(
                        "outcome",
                        text(filter.outcome() == null ? null : filter.outcome().wireName()))
                .bind(
                        "reason",
                        text(filter.reason() == null ? null : filter.reason().wireName()))
                .bind("q", text(filter.q()))
                .bind("limit", limit)
                .map(row -> new Placed(new Columns(row).bigint("ordinal"), acceptance(row)))
                .all()
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Exception.class, StoreFailure::new);
    }

    private static Parameter text(@Nullable String value) {
        return Columns.orNull(value, String.class);
    }

    private static Acceptance acceptance(Readable row) {
        Columns columns = new Columns(row);
        String outcome = columns.text("outcome");
        String reason = columns.optionalText("reason");
        UUID original = columns.optionalUuid("original");
        return new Acceptance(
                new AcceptanceId(columns.uuid("id")),
                new InvitationId(columns.uuid("invitation_id")),
                new OrganizationId(columns.uuid("organization_id")),
                columns.text("email"),
                Outcome.named(outcome)
                        .orElseThrow(
                                () -> new IllegalStateException("outcome: " + outcome + " (expected a known one)")),
                reason == null ? null : RejectionReason.of(reason),
                original == null ? null : new AcceptanceId(original),
                columns.instant("requested_at"),
                columns.instant("decided_at"),
                new Grants(columns.texts("granted_roles"), columns.texts("granted_teams")),
                columns.texts("skipped"));
    }
}
