package io.usher.standalone;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.Event;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.standalone.Rush.Call;
import io.usher.testing.TopicReader;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a challenge leaves behind: the log, the events, the database and the mail.
 *
 * @param mails recipient and subject of every mail to the people of a challenge that the SMTP server accepted
 */
record Evidence(String bootstrapServers, JdbcClient sql, Function<Challenge, Stream<Mail>> mails) {

    private static final Duration DONE_WITHIN = Duration.ofMinutes(3);
    private static final Duration QUIET = Duration.ofSeconds(2);

    record Mail(String to, String subject) {}

    /**
     * Waits until every request is decided and mailed and no more mail arrives, and asserts that everything agrees: the
     * first in the log have the seats, with roles and teams; each request has one decision; each person has one mail.
     */
    void assertExact(Map<Challenge, ? extends Collection<Call>> rushes) {
        rushes.keySet().forEach(this::awaitMailForAll);
        awaitNoMoreMail(rushes.keySet());
        rushes.forEach(this::assertExact);
    }

    private void awaitMailForAll(Challenge challenge) {
        List<String> people = people(requested(challenge));
        await("mail for all")
                .pollInterval(Duration.ofMillis(500))
                .atMost(DONE_WITHIN)
                .until(() -> mails(challenge).map(Mail::to).collect(toSet()).containsAll(people));
    }

    /** Duplicates may arrive later than the first mail. */
    private void awaitNoMoreMail(Set<Challenge> challenges) {
        AtomicLong counted = new AtomicLong(-1);
        await("no more mail").pollInterval(QUIET).atMost(DONE_WITHIN).until(() -> {
            long count = challenges.stream()
                    .mapToLong(challenge -> mails(challenge).count())
                    .sum();
            return counted.getAndSet(count) == count;
        });
    }

    private void assertExact(Challenge challenge, Collection<Call> answers) {
        Set<AcceptanceId> acknowledged =
                answers.stream().flatMap(call -> call.acknowledged().stream()).collect(toSet());
        List<AcceptanceRequested> log = requested(challenge);
        assertThat(log.stream().map(AcceptanceRequested::acceptance)).containsAll(acknowledged);

        Map<AcceptanceId, List<Readable>> decided = decided(challenge);
        assertThat(decided.keySet())
                .as("a decision for each request and for nothing else")
                .isEqualTo(log.stream().map(AcceptanceRequested::acceptance).collect(toSet()));
        assertThat(decided.values())
                .as("one event each, which may be published again")
                .allSatisfy(events ->
                        assertThat(events.stream().map(Readable::id).distinct()).hasSize(1));

        List<String> people = people(log);
        int seats = Math.min(challenge.quota(), people.size());
        Set<String> first = Set.copyOf(people.subList(0, seats));
        assertThat(emails(decided, AcceptanceAccepted.class))
                .as("first come, first served")
                .isEqualTo(first);
        assertThat(emails(decided, AcceptanceRejected.class))
                .isEqualTo(Set.copyOf(people.subList(seats, people.size())));
        assertThat(decisions(decided).filter(AcceptanceRejected.class::isInstance))
                .allSatisfy(decision ->
                        assertThat(((AcceptanceRejected) decision).reason()).isEqualTo(RejectionReason.QUOTA_FULL));

        assertDatabase(challenge, log, first);
        assertOneMailEach(challenge, people, first);
    }

    /** In the order of their requests. */
    private static List<String> people(List<AcceptanceRequested> log) {
        return log.stream().map(AcceptanceRequested::email).distinct().toList();
    }

    private void assertDatabase(Challenge challenge, List<AcceptanceRequested> log, Set<String> first) {
        assertThat(sql.sql("select id from onboarding.acceptance where invitation_id = ? order by ordinal")
                        .params(challenge.invitation().value())
                        .query(UUID.class)
                        .list())
                .containsExactlyElementsOf(log.stream()
                        .map(request -> request.acceptance().value())
                        .distinct()
                        .toList());
        assertThat(sql.sql("""
                                select coalesce(m.email, m.address) from onboarding.member m
                                where m.organization_id = :organization
                                  and (select array_agg(name order by name) from directory.grantable r
                                       where r.id = any(m.grant_ids) and kind = 'role') = '{contestant,learner}'
                                  and (select array_agg(name) from directory.grantable t
                                       where t.id = any(m.grant_ids) and kind = 'team') = '{Finalists}'
                                """)
                        .param("organization", challenge.organization().value())
                        .query(String.class)
                        .set())
                .isEqualTo(first);
        assertThat(sql.sql("select accepted from onboarding.invitation_seats where invitation_id = ?")
                        .params(challenge.invitation().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(first.size());
        assertThat(sql.sql("select taken from onboarding.organization_seats where organization_id = ?")
                        .params(challenge.organization().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(first.size());
    }

    private void assertOneMailEach(Challenge challenge, List<String> people, Set<String> first) {
        Map<String, List<String>> subjects =
                mails(challenge).collect(groupingBy(Mail::to, mapping(Mail::subject, toList())));
        assertThat(subjects.keySet()).isEqualTo(Set.copyOf(people));
        assertThat(subjects.values()).allSatisfy(one -> assertThat(one).hasSize(1));
        Set<String> welcomes = subjects.entrySet().stream()
                .filter(mail -> first.contains(mail.getKey()))
                .flatMap(mail -> mail.getValue().stream())
                .collect(toSet());
        Set<String> refusals = subjects.entrySet().stream()
                .filter(mail -> !first.contains(mail.getKey()))
                .flatMap(mail -> mail.getValue().stream())
                .collect(toSet());
        assertThat(welcomes).as("one subject for those who got in").hasSizeLessThanOrEqualTo(1);
        assertThat(refusals).as("another for those who did not").doesNotContainAnyElementsOf(welcomes);
    }

    private Stream<Mail> mails(Challenge challenge) {
        return mails.apply(challenge).filter(mail -> challenge.hasAddress(mail.to()));
    }

    private static Stream<AcceptanceDecided> decisions(Map<AcceptanceId, List<Readable>> decided) {
        return decided.values().stream()
                .map(events -> (AcceptanceDecided) events.getFirst().event());
    }

    private static Set<String> emails(
            Map<AcceptanceId, List<Readable>> decided, Class<? extends AcceptanceOutcome> outcome) {
        return decisions(decided)
                .filter(outcome::isInstance)
                .map(decision -> outcome.cast(decision).email())
                .collect(toSet());
    }

    /** In log order. */
    private List<AcceptanceRequested> requested(Challenge challenge) {
        return events(Topic.ACCEPTANCES_REQUESTED, challenge)
                .map(received -> (AcceptanceRequested) received.event())
                .toList();
    }

    private Map<AcceptanceId, List<Readable>> decided(Challenge challenge) {
        return events(Topic.ACCEPTANCES_DECIDED, challenge)
                .collect(groupingBy(received -> ((AcceptanceDecided) received.event()).acceptance()));
    }

    /** All events of one invitation on a topic, in order. */
    private Stream<Readable> events(Topic topic, Challenge challenge) {
        String key = challenge.invitation().toString();
        return read(topic).stream().filter(received -> keyed(received.event(), key));
    }

    private static boolean keyed(Event event, String key) {
        return event.key().equals(key);
    }

    private List<Readable> read(Topic topic) {
        return TopicReader.all(bootstrapServers, topic.topicName()).stream()
                .map(record -> (Readable) EventCodec.decode(record))
                .toList();
    }
}
