package io.usher.api.members;

import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.testing.ReusedConnections;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes members as the acceptance worker does. */
public record MemberRows(Database database) {

    public void add(OrganizationId organization, String address, UUID... grantables) {
        execute(
                """
                insert into onboarding.member
                    (organization_id, address, id, email, first_name, last_name, grant_ids, joined_at)
                values (?, ?, ?, regexp_replace(?, '^ada@example', 'Ada@Example'), 'Ada', 'Lovelace', ?, now())""",
                organization.value(),
                address,
                MemberId.of(organization, address).value(),
                address,
                grantables);
    }

    /** Likewise a minute from now. */
    void joinLater(OrganizationId organization, String address, UUID... grantables) {
        add(organization, address, grantables);
        execute(
                "update onboarding.member set joined_at = joined_at + interval '1 minute'"
                        + " where organization_id = ? and address = ?",
                organization.value(),
                address);
    }

    void joinedAnHourAgo(OrganizationId organization) {
        execute(
                "update onboarding.member set joined_at = now() - interval '1 hour' where organization_id = ?",
                organization.value());
    }

    public void remove(OrganizationId organization, String address) {
        execute(
                "delete from onboarding.member where organization_id = ? and address = ?",
                organization.value(),
                address);
    }

    /** Adds p1@example.com and so on, in the order of their ids. */
    void crowd(OrganizationId organization, int people) {
        execute("""
                insert into onboarding.member (organization_id, id, address, grant_ids, joined_at)
                select ?, cast('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0') as uuid), 'p' || n || '@example.com',
                    '{}', now()
                from generate_series(1, ?) n""", organization.value(), people);
    }

    public void grant(OrganizationId organization, String address, UUID... grantables) {
        execute(
                "update onboarding.member set grant_ids = ? where organization_id = ? and address = ?",
                grantables,
                organization.value(),
                address);
    }

    /** Gives something to each of a crowd from one on. */
    void grantFrom(OrganizationId organization, int first, UUID grantable) {
        execute("""
                update onboarding.member set grant_ids = array[?::uuid]
                where organization_id = ?
                  and id >= cast('00000000-0000-4000-8000-' || lpad(to_hex(?), 12, '0') as uuid)""", grantable, organization.value(), first);
    }

    public void accessEnds(OrganizationId organization, String address, Instant at) {
        execute(
                "update onboarding.member set access_expires_at = ? where organization_id = ? and address = ?",
                at,
                organization.value(),
                address);
    }

    public void end(OrganizationId organization, String address) {
        execute(
                "update onboarding.member set state = 'ended' where organization_id = ? and address = ?",
                organization.value(),
                address);
    }

    /** Stores what became of those whom a command names. */
    void decided(CommandId command, List<MemberId> members, String... outcomes) {
        execute(
                "insert into onboarding.command (id, members, outcomes) values (?, ?, ?) on conflict do nothing",
                command.value(),
                members.stream().map(MemberId::value).toArray(UUID[]::new),
                outcomes);
    }

    private void execute(String sql, @Nullable Object... values) {
        ReusedConnections.update(database, sql, values);
    }
}
