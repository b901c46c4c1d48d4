package io.usher.api.invitations;

import static io.usher.runtime.Columns.orNull;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationMode;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
final class R2dbcInvitations implements Invitations {

    private static final String SELECT = select(Addressees.MOST_SHOWN);
    private static final String SELECT_FOR_LISTS = select(Addressees.MOST_LISTED);

    private final DatabaseClient database;

    R2dbcInvitations(DatabaseClient database) {
        this.database = database;
    }

    /** Kinds and names in the order of the ids; a name is null if the thing was deleted. Of the invitees the first ones. */
    private static String select(int invitees) {
        return """
            select i.*, coalesce(s.accepted, 0) as accepted, coalesce(s.waiting, 0) as waitlisted,
                   array(select g.kind from directory.grantable g where g.id = any(i.grant_ids)
                         order by array_position(i.grant_ids, g.id)) as grant_kinds,
                   array(select case when g.deleted_at is null then g.name end
                         from directory.grantable g where g.id = any(i.grant_ids)
                         order by array_position(i.grant_ids, g.id)) as grant_names,
                   case when i.addressees
                        then array(select p.email from directory.invitee p where p.invitation_id = i.id
                                   order by p.id limit %d)
                        else '{}' end as first_invitees
            from directory.invitation i
            left join onboarding.invitation_seats s on s.invitation_id = i.id
            """.formatted(invitees);
    }

    @Override
    public Mono<Void> add(Invitation invitation) {
        return bindChangeable(database.sql("""
                                insert into directory.invitation
                                    (id, code, organization_id, name, description, domains, addressees, mode,
                                     opens_at, expires_at, quota, grant_ids, status, waitlist, send_emails, locale,
                                     created_by, created_at, updated_at, version, deleted_at)
                                values
                                    (:id, :code, :organization, :name, :description, :domains, :addressees,
                                     :mode, :opensAt, :expiresAt, :quota, :grants, :status, :waitlist, :sendEmails,
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
                                    addressees = :addressees, mode = :mode, opens_at = :opensAt,
                                    expires_at = :expiresAt, quota = :quota, grant_ids = :grants,
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
                .bind("addressees", terms.addressees().named())
                .bind("mode", terms.addressees().mode().wireName())
                .bind("opensAt", orNull(terms.opensAt(), Instant.class))
                .bind("expiresAt", orNull(terms.expiresAt(), Instant.class))
                .bind("quota", orNull(terms.quota(), Integer.class))
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
                        select i.id from directory.invitation i
                        where i.organization_id = :organization
                          and exists (select from directory.invitee p
                                      where p.invitation_id = i.id and p.address = :address)
                        order by i.id limit :limit""")
                .bind("organization", organization.value())
                .bind("address", address)
                .bind("limit", limit)
                .map(row -> new InvitationId(new Columns(row).uuid("id")))
                .all();
    }

    @Override
    public Flux<Invitation> list(OrganizationId organization, Filter filter, PageRequest page) {
        Availability state = filter.state();
        InvitationMode mode = filter.mode();
        return database.sql(SELECT_FOR_LISTS + """
                        where i.organization_id = :organization and i.deleted_at is null
                          and (:after::uuid is null or i.id > :after)
                          and (:mode::text is null or i.mode = :mode)
                          and (:state::text is null or :state = case
                                when i.status = 'disabled' then 'disabled'
                                when i.opens_at > :now then 'scheduled'
                                when i.expires_at <= :now then 'expired'
                                when i.quota <= coalesce(s.accepted, 0) then 'full'
                                else 'enabled' end)
                          and (:q::text is null
                               or position(lower(:q) in lower(i.name)) > 0
                               or position(lower(:q) in lower(i.description)) > 0
                               or exists (select from unnest(i.domains) as domain
                                          where position(lower(:q) in '*@' || domain) > 0)
                               or i.addressees
                                  and exists (select from directory.invitee p
                                              where p.invitation_id = i.id and p.address = :address))
                        order by i.id limit :limit""")
                .bind("organization", organization.value())
                .bind("after", orNull(page.after(Order.BY_ID), UUID.class))
                .bind("mode", orNull(mode == null ? null : mode.wireName(), String.class))
                .bind("state", orNull(state == null ? null : state.wireName(), String.class))
                .bind("q", orNull(filter.q(), String.class))
                .bind("address", orNull(address(filter), String.class))
                .bind("now", filter.now())
                .bind("limit", page.fetch())
                .map(InvitationRow::invitation)
                .all();
    }

    private static @Nullable String address(Filter filter) {
        return Optional.ofNullable(filter.q())
                .flatMap(EmailAddress::parse)
                .map(EmailAddress::normal)
                .orElse(null);
    }
}
