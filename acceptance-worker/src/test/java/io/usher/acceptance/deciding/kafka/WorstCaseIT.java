package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import org.junit.jupiter.api.Test;

/** What one tenant can do at most to the others. */
final class WorstCaseIT extends DecidingScenario {

    /** A hundred roles and teams with the longest names: 80 kB of grants for each person, twice in events. */
    @Test
    void anInvitationThatGrantsAsMuchAsPossibleIsDecidedInParts() {
        InvitationId invitation = usher.invitation(null);
        usher.sql.sql("""
                        with granted as (
                            insert into directory.grantable (id, organization_id, kind, name, permissions, created_at)
                            select gen_random_uuid(), o.id, kind, lpad(n::text, 100, U&'\\+010348'),
                                   case when kind = 'role' then array[]::text[] end, now()
                            from directory.organization o, unnest(array['role', 'team']) as kind,
                                 generate_series(1, 100) as n
                            returning id)
                        update directory.invitation set grant_ids = array(select id from granted)
                        """).update();
        usher.askAll(people(invitation, 500));

        usher.startWorker();

        await().atMost(SOON.multipliedBy(4)).until(() -> usher.count("onboarding.acceptance") == 500);
        await().atMost(SOON.multipliedBy(2))
                .until(() -> usher.count("onboarding.position where published_offset = 500") == 1);
        assertThat(usher.records(Topic.ACCEPTANCES_DECIDED.topicName())).hasSize(500);
        assertThat(usher.count("onboarding.acceptance a join onboarding.grant_set s on s.id = a.grant_set_id"
                        + " where ordinal = log_offset + 1 and cardinality(names) = 200"))
                .isEqualTo(500);
        assertThat(usher.count("(select distinct xmin::text from onboarding.acceptance) as transactions"))
                .as("transactions")
                .isGreaterThan(1);
    }

    /** Partitions lie interleaved in the table, and one of them is far longer than the others. */
    @Test
    void whatIsNotPublishedIsFoundByAnIndexInATableOfAnySize() {
        int rows = Integer.getInteger("usher.test.rows", 100_000);
        usher.sql.sql("""
                        insert into onboarding.acceptance
                        select gen_random_uuid(), organization, invitation, n, 'p' || n || '@x.org', 'p' || n || '@x.org',
                               null, null, now(), now(), 'rejected', 'quota-full', null, null, null, false,
                               '{}', case when n % 12 < 4 then n % 12 else 3 end, n / case when n % 12 < 3 then 12 else 2 end
                        from generate_series(1, :rows) as n,
                             (select gen_random_uuid() as organization, gen_random_uuid() as invitation) as ids
                        """).param("rows", rows).update();
        usher.sql.sql("analyze onboarding.acceptance").update();

        String plan = String.join(
                "\n",
                usher.sql.sql("""
                                explain analyze select * from onboarding.acceptance
                                where log_partition = 3 and log_offset >= :from and log_offset < :from + 1500
                                order by log_offset
                                """).param("from", rows / 4).query(String.class).list());

        // By a scan of the index or of its bitmap, but reading nothing that was not asked for.
        assertThat(plan).contains("acceptance_log").doesNotContain("Seq Scan", "Rows Removed by Index Recheck");
    }
}
