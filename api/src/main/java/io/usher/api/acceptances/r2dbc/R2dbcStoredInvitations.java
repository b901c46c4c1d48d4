package io.usher.api.acceptances.r2dbc;

import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.stream.Collectors.toMap;

import io.r2dbc.spi.Readable;
import io.usher.api.acceptances.KnownInvitation;
import io.usher.api.acceptances.StoredInvitations;
import io.usher.api.database.Lookups;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcStoredInvitations implements StoredInvitations {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private static final String SELECT = """
            select i.id, i.organization_id, i.deleted_at, i.status, i.opens_at, i.expires_at, i.access_expires_at, i.domains,
                i.addressees, i.waitlist,
                coalesce(s.accepted >= i.quota, false) as is_full, i.version
            from directory.invitation i
            left join onboarding.invitation_seats s on s.invitation_id = i.id
            """;

    private final DatabaseClient database;
    private final Outages outages;

    R2dbcStoredInvitations(Lookups lookups, Outages outages) {
        this.database = lookups.invitations();
        this.outages = outages;
    }

    @Override
    public Mono<KnownInvitation> withId(InvitationId id) {
        return one(database.sql(SELECT + "where i.id = :id").bind("id", id.value()));
    }

    @Override
    public Mono<KnownInvitation> withCode(String code) {
        return one(database.sql(SELECT + "where i.code = :code").bind("code", code));
    }

    @Override
    public Mono<States> states(Collection<InvitationId> ids) {
        return database.sql("""
                        select i.id, i.version, coalesce(s.accepted >= i.quota, false) as is_full,
                            clock_timestamp() as at
                        from directory.invitation i
                        left join onboarding.invitation_seats s on s.invitation_id = i.id
                        where i.id = any(:ids)""")
                .bind("ids", uuids(ids, InvitationId::value))
                .map(StateRow::from)
                .all()
                .collectList()
                .filter(rows -> !rows.isEmpty())
                .map(rows ->
                        new States(rows.getFirst().at(), rows.stream().collect(toMap(StateRow::id, StateRow::state))))
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }

    private Mono<KnownInvitation> one(GenericExecuteSpec query) {
        return query.map(R2dbcStoredInvitations::invitation)
                .one()
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }

    private static KnownInvitation invitation(Readable row) {
        Columns columns = new Columns(row);
        return new KnownInvitation(
                new InvitationId(columns.uuid("id")),
                new OrganizationId(columns.uuid("organization_id")),
                new Admission(
                        columns.optionalInstant("deleted_at") != null,
                        InvitationStatus.of(columns.text("status")),
                        columns.optionalInstant("opens_at"),
                        Admission.end(
                                columns.optionalInstant("expires_at"), columns.optionalInstant("access_expires_at")),
                        new Audience(Set.copyOf(columns.texts("domains")), columns.bool("addressees"))),
                columns.bool("waitlist"),
                columns.bool("is_full"),
                columns.bigint("version"));
    }

    private record StateRow(InvitationId id, State state, Instant at) {

        static StateRow from(Readable row) {
            Columns columns = new Columns(row);
            return new StateRow(
                    new InvitationId(columns.uuid("id")),
                    new State(columns.bigint("version"), columns.bool("is_full")),
                    columns.instant("at"));
        }
    }
}
