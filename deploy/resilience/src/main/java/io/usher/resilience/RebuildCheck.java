package io.usher.resilience;

import io.usher.contract.kafka.Topic;
import io.usher.testing.TopicReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares what a consumer makes of the topics with the database: organizations, what they grant, invitations, invitees,
 * members with what they were given, and counts. Covers the organizations that are made after it began, and reads the
 * topics from there: their events are all later. A change of a plan's seats raises the versions of invitations with a quota
 * without an event, so these are left out.
 */
final class RebuildCheck {

    private static final List<String> STORED = List.of("""
            select 'organization ' || id || ': ' || slug || ' ' || name || ' ' || coalesce(plan_seats::text, 'null') || ' '
                || coalesce((select string_agg(role, ',' order by role collate "C") from unnest(plan_roles) role), 'all')
                || ' ' || coalesce(locale, 'null') || ' ' || coalesce(reply_to, 'null')
            from directory.organization where id <> all (?)""", """
            select 'grantable ' || id || ': ' || organization_id || ' ' || kind || ' ' || name
            from directory.grantable where deleted_at is null and organization_id <> all (?)""", """
            select 'invitation ' || id || ': ' || organization_id || ' ' || name || ' ' || mode || ' quota='
                || coalesce(quota::text, 'null') || ' ' || status || ' waitlist=' || waitlist || ' version='
                || case when quota is null then version::text else 'any' end
                || case when deleted_at is null then '' else ' deleted' end
            from directory.invitation where organization_id <> all (?)""", """
            select 'invitee ' || p.id || ': ' || p.invitation_id || ' ' || p.email
            from directory.invitee p join directory.invitation i on i.id = p.invitation_id
            where i.organization_id <> all (?)""", """
            select 'member ' || m.organization_id || '/' || m.address || ': '
                || coalesce((select string_agg(held, ',' order by held collate "C")
                    from (select g.kind || '=' || g.name as held from directory.grantable g
                          where g.id = any (m.grant_ids)) as names), '')
            from onboarding.member m where m.state = 'active' and m.organization_id <> all (?)""", """
            select 'seats ' || organization_id || ': ' || taken from onboarding.organization_seats
            where taken > 0 and organization_id <> all (?)""", """
            select 'counts ' || s.invitation_id || ': requests=' || s.requests || ' accepted=' || s.accepted
                || ' waiting=' || s.waiting
            from onboarding.invitation_seats s join directory.invitation i on i.id = s.invitation_id
            where s.requests > 0 and i.organization_id <> all (?)""");

    private final Installation installation;
    private final Map<TopicPartition, Long> from;
    private final Set<UUID> earlier;

    private RebuildCheck(Installation installation, Map<TopicPartition, Long> from, Set<UUID> earlier) {
        this.installation = installation;
        this.from = from;
        this.earlier = earlier;
    }

    static RebuildCheck begin(Installation installation) {
        Set<UUID> earlier = Set.copyOf(
                installation.sql().query("select id from directory.organization", row -> row.getObject(1, UUID.class)));
        try (TopicReader reader = TopicReader.of(installation.brokers().bootstrapServers())) {
            return new RebuildCheck(installation, reader.ends(names()), earlier);
        }
    }

    /** What one side has and the other has not; to be asked of an installation that is idle. */
    List<String> violations() {
        List<String> rebuilt = RebuiltState.of(records(), earlier).lines();
        Object organizations = earlier.toArray(UUID[]::new);
        List<String> stored = STORED.stream()
                .flatMap(sql -> installation.sql().query(sql, row -> row.getString(1), organizations).stream())
                .toList();
        Violations violations = new Violations();
        without(stored, rebuilt).forEach(line -> violations.add("rebuilt", "lacks %s", line));
        without(rebuilt, stored).forEach(line -> violations.add("rebuilt", "has %s (expected not)", line));
        return violations.lines();
    }

    private List<ConsumerRecord<byte[], byte[]>> records() {
        try (TopicReader reader = TopicReader.of(installation.brokers().bootstrapServers())) {
            return reader.read(from, reader.ends(names()));
        }
    }

    private static List<String> names() {
        return RebuiltState.TOPICS.stream().map(Topic::topicName).toList();
    }

    private static Iterable<String> without(List<String> these, List<String> those) {
        TreeSet<String> left = new TreeSet<>(these);
        left.removeAll(new TreeSet<>(those));
        return left;
    }
}
