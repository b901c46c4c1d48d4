package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;

import io.usher.contract.event.GrantKind;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.testing.ReusedConnections;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database with an organization in it, to which what the API sets up is added. */
abstract class DirectoryFixture {

    final OrganizationId organization = new OrganizationId(randomUUID());
    final Database database;
    final JdbcClient sql;

    final UUID role;
    final UUID team;

    DirectoryFixture(Database database) {
        this.database = database;
        this.sql = ReusedConnections.client(database);
        sql.sql(
                        "insert into directory.organization (id, slug, name, created_at, updated_at) values (?, ?, ?, now(), now())")
                .params(organization.value(), organization.toString(), "Layer Five")
                .update();
        role = grantable(GrantKind.ROLE, "learner");
        team = grantable(GrantKind.TEAM, "Finalists");
    }

    /** Something more that the organization can grant. */
    UUID grantable(GrantKind kind, String name) {
        UUID id = randomUUID();
        sql.sql("""
                        insert into directory.grantable
                            (id, organization_id, kind, name, permissions, course_kind, created_at)
                        values (:id, :organization, :kind, :name, case when :kind = 'role' then array[]::text[] end,
                            case when :kind = 'course' then 'path' end, now())
                        """)
                .param("id", id)
                .param("organization", organization.value())
                .param("kind", kind.wireName())
                .param("name", name)
                .update();
        return id;
    }

    void planSeats(int seats) {
        sql.sql("update directory.organization set plan_seats = ?")
                .params(seats)
                .update();
    }

    /** Another invitation that grants these. */
    InvitationId granting(UUID... grants) {
        InvitationId invitation = invitation(null);
        sql.sql("update directory.invitation set grant_ids = ? where id = ?")
                .params(grants, invitation.value())
                .update();
        return invitation;
    }

    /** An invitation with a waiting list. */
    InvitationId queueing(@Nullable Integer quota) {
        InvitationId invitation = invitation(quota);
        sql.sql("update directory.invitation set waitlist = true where id = ?")
                .params(invitation.value())
                .update();
        return invitation;
    }

    InvitationId invitation(@Nullable Integer quota) {
        InvitationId invitation = new InvitationId(randomUUID());
        sql.sql("""
                        insert into directory.invitation (id, code, organization_id, name, domains, addressees,
                            mode, quota, grant_ids, status, send_emails, created_by, created_at, updated_at,
                            version)
                        values (:id, :code, :organization, 'Challenge', '{}', false, 'public',
                            cast(:quota as integer), array[cast(:role as uuid), cast(:team as uuid)], 'enabled', true, 'test', now(), now(), 1)
                        """)
                .param("id", invitation.value())
                .param("code", invitation.toString())
                .param("organization", organization.value())
                .param("quota", quota)
                .param("role", role)
                .param("team", team)
                .update();
        return invitation;
    }

    /** Puts p1@x.org and so on, up to that number, on an invitation, which is for its invitees from then on. */
    void invite(InvitationId invitation, int people) {
        sql.sql("update directory.invitation set mode = 'targeted', addressees = true where id = ?")
                .params(invitation.value())
                .update();
        sql.sql("""
                        insert into directory.invitee (id, invitation_id, organization_id, address, email, invited_by, invited_at)
                        select gen_random_uuid(), id, organization_id, 'p' || n || '@x.org', 'p' || n || '@x.org', 'key:test', now()
                        from directory.invitation, generate_series(1, ?) n where id = ?
                        """).params(people, invitation.value()).update();
    }

    /** Puts a person on an invitation of whatever kind. */
    void invite(InvitationId invitation, String address, @Nullable String firstName, @Nullable String lastName) {
        sql.sql("""
                        insert into directory.invitee
                            (id, invitation_id, organization_id, address, email, first_name, last_name, invited_by, invited_at)
                        select gen_random_uuid(), id, organization_id, :address, :address, cast(:firstName as text),
                            cast(:lastName as text), 'key:test', now()
                        from directory.invitation where id = :invitation
                        """)
                .param("invitation", invitation.value())
                .param("address", address)
                .param("firstName", firstName)
                .param("lastName", lastName)
                .update();
    }

    /** Invites a person no more, whether they were invited by name or not. */
    void cancel(InvitationId invitation, String address) {
        sql.sql("""
                        insert into directory.invitee
                            (id, invitation_id, organization_id, address, email, invited_by, invited_at, cancelled_at)
                        select gen_random_uuid(), id, organization_id, ?, ?, 'key:test', now(), now()
                        from directory.invitation where id = ?
                        on conflict (invitation_id, address) do update set cancelled_at = now()
                        """).params(address, address, invitation.value()).update();
    }

    /** Changes whom an invitation is for. */
    void restrict(InvitationId invitation, boolean invitees, String... domains) {
        sql.sql("""
                        update directory.invitation
                        set addressees = :invitees, domains = :domains,
                            mode = case when not :invitees then 'domain' when cardinality(cast(:domains as text[])) = 0
                                then 'targeted' else 'mixed' end
                        where id = :invitation
                        """)
                .param("invitees", invitees)
                .param("domains", domains)
                .param("invitation", invitation.value())
                .update();
    }

    /** Gives members the role of administrators instead of what they hold. */
    void makeAdmins(String... addresses) {
        UUID admin = grantable(GrantKind.ROLE, "admin");
        sql.sql("update directory.grantable set built_in = true where id = ?")
                .params(admin)
                .update();
        sql.sql("update onboarding.member set grant_ids = array[cast(:admin as uuid)] where address = any(:addresses)")
                .param("admin", admin)
                .param("addresses", addresses)
                .update();
    }

    /** Sets a time of an invitation. */
    void change(InvitationId invitation, String column, Instant value) {
        sql.sql("update directory.invitation set %s = cast(? as timestamptz) where id = ?".formatted(column))
                .params(value.toString(), invitation.value())
                .update();
    }
}
