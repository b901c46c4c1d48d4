package io.usher.api.invitations;

import static io.usher.runtime.Columns.orNull;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class R2dbcInvitations implements Invitations {

    private static final String SELECT = select(Addressees.MOST_SHOWN);

    private final DatabaseClient database;

    R2dbcInvitations(DatabaseClient database) {
        this.database = database;
    }

    /** Kinds and names in the order of the ids; a name is null if the thing was deleted. Of the invitees the first ones. */
    static String select(int invitees) {
        return """
            select i.*, coalesce(s.accepted, 0) as accepted, coalesce(s.waiting, 0) as waitlisted,
                   array(select g.kind from directory.grantable g where g.id = any(i.grant_ids)
                         order by array_position(i.grant_ids, g.id)) as grant_kinds,
                   array(select case when g.deleted_at is null then g.name end
                         from directory.grantable g where g.id = any(i.grant_ids)
                         order by array_position(i.grant_ids, g.id)) as grant_names,
                   array(select g.permissions is not null and g.permissions <> '{}' and g.deleted_at is null
                         from directory.grantable g where g.id = any(i.grant_ids)
                         order by array_position(i.grant_ids, g.id)) as grants_permit,
                   case when i.addressees
                        -- No equality: the planner is not to take another index, on which those of others come first.
                        then array(select p.email from directory.invitee p
                                   where p.invitation_id between i.id and i.id and p.cancelled_at is null
                                   order by p.invitation_id, p.id limit %d)
                        else '{}' end as first_invitees
            from directory.invitation i
            left join onboarding.invitation_seats s on s.invitation_id = i.id
            """.formatted(invitees);
    }

    @Override
    public Mono<Void> add(Invitation invitation) {
        return bindChangeable(database.sql("""
                                insert into directory.invitation
                                    (id, code, organization_id, name, description, domains, spelled_domains, addressees, mode,
                                     opens_at, expires_at, quota, access_expires_at, grant_ids, status, waitlist, send_emails, locale,
                                     created_by, created_at, updated_at, version, deleted_at)
                                values
                                    (:id, :code, :organization, :name, :description, :domains, :spelledDomains, :addressees,
                                     :mode, :opensAt, :expiresAt, :quota, :accessExpiresAt, :grants, :status, :waitlist, :sendEmails,
                                     :locale, :createdBy, :createdAt, :updatedAt, :version, :deletedAt)"""), invitation)
                .bind("code", invitation.code())
                .bind("organization", invitation.organization().value())
                .bind("createdBy", invitation.createdBy())
                .bind("createdAt", invitation.createdAt())
                .then();
    }

    @Override
    public Mono<Void> change(Invitation invitation) {
        return bindChangeable(database.sql("""
                                update directory.invitation
                                set name = :name, description = :description, domains = :domains,
                                    spelled_domains = :spelledDomains, addressees = :addressees, mode = :mode, opens_at = :opensAt,
                                    expires_at = :expiresAt, quota = :quota, access_expires_at = :accessExpiresAt,
                                    grant_ids = :grants,
                                    status = :status, waitlist = :waitlist, send_emails = :sendEmails, locale = :locale,
                                    updated_at = :updatedAt, version = :version, deleted_at = :deletedAt
                                where id = :id"""), invitation).then();
    }

    private static GenericExecuteSpec bindChangeable(GenericExecuteSpec statement, Invitation invitation) {
        Terms terms = invitation.terms();
        return statement
                .bind("id", invitation.id().value())
                .bind("name", terms.name())
                .bind("description", orNull(terms.description(), String.class))
                .bind("domains", terms.addressees().domains().toArray(String[]::new))
                .bind("spelledDomains", terms.addressees().spelledDomains().toArray(String[]::new))
                .bind("addressees", terms.addressees().named())
                .bind("mode", terms.addressees().mode().wireName())
                .bind("opensAt", orNull(terms.opensAt(), Instant.class))
                .bind("expiresAt", orNull(terms.expiresAt(), Instant.class))
                .bind("quota", orNull(terms.quota(), Integer.class))
                .bind("accessExpiresAt", orNull(terms.accessExpiresAt(), Instant.class))
                .bind("grants", invitation.grants().ids().toArray(UUID[]::new))
                .bind("status", terms.status().wireName())
                .bind("waitlist", terms.waitlist())
                .bind("sendEmails", terms.sendEmails())
                .bind("locale", orNull(terms.locale(), String.class))
                .bind("updatedAt", invitation.updatedAt())
                .bind("version", invitation.version())
                .bind("deletedAt", orNull(invitation.deletedAt(), Instant.class));
    }

    @Override
    public Mono<Invitation> find(Reference reference) {
        UUID id = reference.id();
        return database.sql(SELECT + (id == null ? "where i.code = :reference" : "where i.id = :reference"))
                .bind("reference", id == null ? reference.text() : id)
                .map(InvitationRow::invitation)
                .one();
    }

    @Override
    public Mono<Invitation> lock(InvitationId id) {
        return database.sql("select from directory.invitation where id = :id for update")
                .bind("id", id.value())
                .then()
                // Only a statement that begins after the wait sees the seats that were taken during it.
                .then(Mono.defer(() -> find(new Reference("", id.value()))));
    }

    @Override
    public Flux<InvitationId> naming(OrganizationId organization, String address, int limit) {
        return database.sql("""
                        select i.id from directory.invitee p join directory.invitation i on i.id = p.invitation_id
                        where p.address = :address and i.organization_id = :organization
                        order by i.id limit :limit""")
                .bind("organization", organization.value())
                .bind("address", address)
                .bind("limit", limit)
                .map(row -> new InvitationId(new Columns(row).uuid("id")))
                .all();
    }

    @Override
    public Mono<Page<Invitation>> page(OrganizationId organization, Filter filter, Reach reach, PageRequest page) {
        return InvitationSearch.page(database, organization, filter, reach, page);
    }
}
