package io.usher.benchmarks;

import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * An organization with long lists. Of each list ten have what is rare, whatever its length; what is common, half of them or
 * nearly all have. Two in the middle are called Midway.
 *
 * @param slug of the organization
 * @param crowd the code of the invitation with the invitees
 */
record FilledLists(String slug, String crowd) {

    /** Some are not random: they are to be in the middle. */
    private static final List<String> STATEMENTS = List.of(
            """
            insert into directory.organization (id, slug, name, created_at, updated_at)
            values ('${org}', '${slug}', 'Lists', now(), now())""",
            """
            insert into directory.grantable (id, organization_id, kind, name, permissions, created_at)
            select md5('${slug}' || name)::uuid, '${org}', kind, name, case when kind = 'role' then '{}'::text[] end, now()
            from (values ('role', 'learner'), ('role', 'contestant'), ('role', 'judge'), ('team', 'Finalists'),
                         ('team', 'Organizers'), ('unit', 'Sales'), ('unit', 'Board')) as granted (kind, name)""",
            """
            insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode, opens_at, expires_at,
                quota, grant_ids, status, send_emails, created_by, created_at, updated_at, version)
            select ${id}, '${slug}-' || n, '${org}',
                case when n / 2 = ${many} / 4 then 'Midway ' || n when n % ${step} = 8 then 'Regatta ' || n else 'Invitation ' || n end,
                case when n % ${step} in (6, 7) then '{example.org}'::text[] else '{}' end, n % ${step} in (5, 7),
                case n % ${step} when 5 then 'targeted' when 6 then 'domain' when 7 then 'mixed' else 'public' end,
                case when n % ${step} = 3 then now() + interval '1 year' end,
                case when n % 2 = 0 then now() - interval '1 day' end, case when n % ${step} in (4, 9) then 1 end,
                array[md5('${slug}learner')::uuid], case when n % ${step} = 1 then 'disabled' else 'enabled' end, false,
                'benchmark', now(), now(), 1
            from generate_series(1, ${many}) n""",
            """
            insert into onboarding.invitation_seats (invitation_id, requests, accepted)
            select ${id}, 1, 1 from generate_series(1, ${many}) n where n % ${step} = 9""",
            """
            insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode,
                grant_ids, status, send_emails, created_by, created_at, updated_at, version)
            values (md5('${slug}-crowd')::uuid, '${slug}-crowd', '${org}', 'Crowd', '{}', true, 'targeted',
                array[md5('${slug}learner')::uuid], 'enabled', true, 'benchmark', now(), now(), 1)""",
            """
            insert into directory.invitee (id, invitation_id, organization_id, address, email, first_name, last_name, invited_by,
                invited_at, link_expires_at, cancelled_at, declined_at)
            select ${id}, md5('${slug}-crowd')::uuid, '${org}', 'person' || n || '@${slug}.example.com', 'Person' || n || '@${slug}.example.com',
                'Ada' || n % 89, case when n / 2 = ${many} / 4 then 'Midway' else 'Lovelace' || n % 997 end, 'benchmark', now(),
                case when n % ${step} = 4 then now() - interval '1 hour' end, case when n % ${step} = 5 then now() end,
                case when n % ${step} = 3 then now() end
            from generate_series(1, ${many}) n""",
            """
            insert into directory.invitee_progress (invitee_id, invitation_id, progress, progress_at, email_status, email_at,
                emailed_at)
            select ${id}, md5('${slug}-crowd')::uuid,
                case when n % ${step} = 1 then 'waitlisted' when n % ${step} = 2 then 'rejected'
                     when n % ${step} > 9 and n % 2 = 0 then 'accepted' end, now(),
                case n % ${step} when 5 then 'bounced' when 6 then 'failed' when 7 then 'queued' when 8 then 'suppressed'
                     else 'sent' end, now(), now()
            from generate_series(1, ${many}) n where n % ${step} <> 9""",
            """
            insert into onboarding.member (organization_id, id, joined_at, state, address, first_name, last_name, grant_ids)
            select '${org}', case when n / 2 = ${members} / 4 then cast('80000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0') as uuid)
                             else md5('${slug}' || n)::uuid end, now(),
                case when n % ${memberStep} = 5 then 'ended' else 'active' end, 'person' || n || '@${slug}.example.com',
                'Ada' || n % 89, case when n / 2 = ${members} / 4 then 'Midway' else 'Lovelace' || n % 997 end,
                array[md5('${slug}learner')::uuid]
                || case when n % 2 = 0 then array[md5('${slug}contestant')::uuid] else '{}' end
                || case when n % ${memberStep} = 1 then array[md5('${slug}judge')::uuid] else '{}' end
                || case when n % 20 = 0 then array[md5('${slug}Finalists')::uuid] else '{}' end
                || case when n % ${memberStep} = 3 then array[md5('${slug}Organizers')::uuid] else '{}' end
                || case when n % ${memberStep} = 4 then array[md5('${slug}Board')::uuid]
                        when n % 4 = 0 then array[md5('${slug}Sales')::uuid] else '{}' end
            from generate_series(1, ${members}) n""",
            "insert into onboarding.organization_seats (organization_id, taken) values ('${org}', ${members})",
            "vacuum analyze directory.invitation",
            "vacuum analyze directory.invitee",
            "vacuum analyze directory.invitee_progress",
            "vacuum analyze onboarding.invitation_seats",
            "vacuum analyze onboarding.member");

    /** Ids in their order, as those of invitations and invitees are. */
    private static final String ID =
            "cast(substr(md5('${slug}'), 1, 8) || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0') as uuid)";

    /** @param many invitations, and invitees of one of them */
    static FilledLists fill(Database database, String slug, int many, int members) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = connection.createStatement()) {
            for (String sql : STATEMENTS) {
                statement.execute(sql.replace("${id}", ID)
                        .replace("'${org}'", "md5('${slug}')::uuid")
                        .replace("${slug}", slug)
                        .replace("${many}", Integer.toString(many))
                        .replace("${step}", Integer.toString(many / RARE))
                        .replace("${members}", Integer.toString(members))
                        .replace("${memberStep}", Integer.toString(members / RARE)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("lists: not filled", e);
        }
        return new FilledLists(slug, slug + "-crowd");
    }

    private static final int RARE = 10;

    /** The list of that name, and the queries with which its pages are read. */
    record Pages(String list, String path, List<String> queries) {}

    List<Pages> lists() {
        return List.of(
                new Pages(
                        "invitations",
                        "/organizations/%s/invitations".formatted(slug),
                        List.of(
                                "state=enabled",
                                "state=disabled",
                                "state=scheduled",
                                "state=expired",
                                "state=full",
                                "mode=public",
                                "mode=targeted",
                                "mode=domain",
                                "mode=mixed",
                                "q=invitation",
                                "q=regatta",
                                "q=nobody",
                                "q=example.org")),
                new Pages(
                        "invitees",
                        "/invitations/%s/invitees".formatted(crowd),
                        List.of(
                                "progress=invited",
                                "progress=waitlisted",
                                "progress=accepted",
                                "progress=rejected",
                                "progress=declined",
                                "progress=cancelled",
                                "progress=expired",
                                "emailStatus=not-sent",
                                "emailStatus=queued",
                                "emailStatus=sent",
                                "emailStatus=bounced",
                                "emailStatus=failed",
                                "emailStatus=suppressed",
                                "q=example.com",
                                "q=lovelace7",
                                "q=person77@",
                                "q=nobody")),
                new Pages(
                        "members",
                        "/organizations/%s/members".formatted(slug),
                        List.of(
                                "state=ended",
                                "role=learner",
                                "role=contestant",
                                "role=judge",
                                "team=Finalists",
                                "team=Organizers",
                                "unit=Sales",
                                "unit=Board",
                                "role=contestant&team=Organizers",
                                "q=example.com",
                                "q=lovelace77",
                                "q=person77@",
                                "q=nobody",
                                "q=person7&role=judge")));
    }
}
