package io.usher.acceptance.deciding.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
        awaitPublished();
        // The relay may publish some again, as they were.
        assertThat(usher.records(Topic.ACCEPTANCES_DECIDED.topicName()).stream()
                        .map(record ->
                                new String(record.headers().lastHeader("ce_id").value(), UTF_8))
                        .distinct())
                .hasSize(500);
        assertThat(usher.count("onboarding.acceptance a join onboarding.grant_set s on s.id = a.grant_set_id"
                        + " where ordinal = log_offset + 1 and cardinality(names) = 200"))
                .isEqualTo(500);
        assertThat(usher.count("(select distinct xmin::text from onboarding.acceptance) as transactions"))
                .as("transactions")
                .isGreaterThan(1);
    }

    /** Together they would be 2,700 with the longest names: more than a megabyte in one event. */
    @Test
    void aMemberIsGivenNoMoreThanAnEventCanNameAndThePartitionGoesOn() {
        usher.startWorker();
        for (int part = 0; part < 3; part++) {
            usher.ask(usher.granting(teams(part, 900)), "ada@x.org");
            int asked = part + 1;
            await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == asked);
        }
        usher.command(new MemberChangeRequested(
                new CommandId(randomUUID()),
                usher.organization,
                "ada@x.org",
                Map.of(),
                List.of(),
                true,
                Instant.parse("2040-01-01T00:00:00Z"),
                null,
                null));
        usher.command(
                new MemberRemovalRequested(new CommandId(randomUUID()), usher.organization, "grace@x.org", null, null));

        await().atMost(SOON)
                .until(() -> events(Topic.MEMBERS).stream().anyMatch(it -> it.event() instanceof MemberChangeRefused));
        assertThat(usher.count("onboarding.member where cardinality(grant_ids) = 2000"))
                .isOne();
        assertThat(events(Topic.MEMBERS).stream().map(Readable::event))
                .filteredOn(MemberChanged.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        MemberChanged.class,
                        changed -> assertThat(changed.held().teams()).hasSize(1999));
        assertThat(usher.sql
                        .sql("select cardinality(skipped) from onboarding.acceptance a"
                                + " join onboarding.grant_set s on s.id = a.grant_set_id order by ordinal, decided_at")
                        .query(Integer.class)
                        .list())
                .containsExactlyInAnyOrder(0, 0, 701);
    }

    private UUID[] teams(int part, int number) {
        return usher.sql
                .sql("""
                        insert into directory.grantable (id, organization_id, kind, name, created_at)
                        select gen_random_uuid(), id, 'team', lpad(:part * 10000 + n || '', 100, U&'\\+010348'), now()
                        from directory.organization, generate_series(1, :number) as n
                        returning id
                        """)
                .param("part", part + 1)
                .param("number", number)
                .query(UUID.class)
                .list()
                .toArray(UUID[]::new);
    }

    @Test
    void activeAcceptancesAreFoundByAnIndexInATableOfAnySize() {
        int rows = Integer.getInteger("usher.test.rows", 100_000);
        usher.sql.sql("""
                        insert into onboarding.acceptance (
                            id, organization_id, invitation_id, requested_at, decided_at, ordinal, slot, log_offset,
                            joined, outcome, reason, address)
                        select gen_random_uuid(), gen_random_uuid(), uuid('00000000-0000-0000-0000-00000000000' || n % 2),
                               now(), now(), n, n, n, false,
                               case when n % 1000 < 2 then 'waitlisted' else 'rejected' end,
                               case when n % 1000 < 2 then null else 'quota-full' end, 'p' || n || '@x.org'
                        from generate_series(1, ?) as n
                        """).params(rows).update();
        usher.sql.sql("vacuum analyze onboarding.acceptance").update();

        assertThat(plan("""
                        select a.id from unnest(array[uuid('00000000-0000-0000-0000-000000000001')], array['p7@x.org'])
                            as wanted (invitation_id, address)
                        join onboarding.acceptance a using (invitation_id, address) where a.slot = 0
                        """)).contains("acceptance_use").doesNotContain("Seq Scan", "Rows Removed");
        assertThat(plan("""
                        select id from onboarding.acceptance
                        where invitation_id = uuid('00000000-0000-0000-0000-000000000001') and outcome = 'waitlisted'
                          and original is null
                        order by ordinal limit 10
                        """)).contains("acceptance_waiting").doesNotContain("Seq Scan", "Rows Removed");
    }

    private String plan(String query) {
        return String.join(
                "\n",
                usher.sql.sql("explain analyze " + query).query(String.class).list());
    }
}
