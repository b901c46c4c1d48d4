package io.usher.api.accepting.r2dbc;

import io.r2dbc.spi.Readable;
import io.usher.api.accepting.KnownInvitation;
import io.usher.api.accepting.StoreFailure;
import io.usher.api.accepting.StoredInvitations;
import io.usher.api.storing.r2dbc.Columns;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.admission.Admission;
import io.usher.contract.admission.Audience;
import io.usher.contract.event.InvitationStatus;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Duration;
import java.util.Set;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcStoredInvitations implements StoredInvitations {

    private static final Duration ANSWER_WITHIN = Duration.ofMillis(500);

    private static final String SELECT = """
            select i.id, i.organization_id, i.deleted_at, i.status, i.opens_at, i.expires_at, i.addresses, i.domains,
                coalesce(s.accepted >= i.quota, false) as is_full, i.version
            from directory.invitation i
            left join onboarding.invitation_seats s on s.invitation_id = i.id
            """;

    private final DatabaseClient database;

    R2dbcStoredInvitations(DatabaseClient database) {
        this.database = database;
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
    public Mono<Boolean> hasAccepted(InvitationId invitation, EmailAddress address) {
        return database.sql("""
                        select exists (
                            select from onboarding.acceptance
                            where invitation_id = :invitation and address = :address
                              and outcome = 'accepted' and original is null) as held""")
                .bind("invitation", invitation.value())
                .bind("address", address.normal())
                .map(row -> new Columns(row).bool("held"))
                .one()
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Exception.class, StoreFailure::new);
    }

    private static Mono<KnownInvitation> one(GenericExecuteSpec query) {
        return query.map(R2dbcStoredInvitations::invitation)
                .one()
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Exception.class, StoreFailure::new);
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
                        columns.optionalInstant("expires_at"),
                        new Audience(Set.copyOf(columns.texts("addresses")), Set.copyOf(columns.texts("domains")))),
                columns.bool("is_full"),
                columns.bigint("version"));
    }
}
