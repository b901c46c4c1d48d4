package io.usher.resilience;

import static java.util.stream.Collectors.toMap;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Member;
import io.usher.resilience.Evidence.Message;
import io.usher.resilience.Evidence.Position;
import io.usher.resilience.Evidence.Published;
import io.usher.resilience.Evidence.Requested;
import io.usher.resilience.Evidence.Seats;
import io.usher.resilience.MailSink.Mail;
import io.usher.testing.TopicReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Collects the evidence of one scenario from the servers, not from the programs. */
final class EvidenceReader implements AutoCloseable {

    /** A repeated mail or event arrives within this time after everything else. */
    private static final Duration IDLE_FOR = Duration.ofSeconds(3);

    private static final List<Topic> TOPICS =
            List.of(Topic.ACCEPTANCES_REQUESTED, Topic.ACCEPTANCES_DECIDED, Topic.MEMBERS, Topic.OPS, Topic.EMAILS);

    private final Sql sql;
    private final MailSink mail;
    private final TopicReader reader;
    private final Scenario scenario;
    private final Map<TopicPartition, Long> from;
    private final int mailsBefore;
    private final UUID[] organizations;
    private final UUID[] invitations;

    private @Nullable Seen lastSeen;
    private long unchangedSince;

    /** Grows with each record and each mail. */
    private record Seen(Map<TopicPartition, Long> ends, int mails) {}

    EvidenceReader(Installation installation, Scenario scenario, Map<TopicPartition, Long> from, int mailsBefore) {
        this.sql = installation.sql();
        this.mail = installation.mail();
        this.reader = TopicReader.of(installation.brokers().bootstrapServers());
        this.scenario = scenario;
        this.from = from;
        this.mailsBefore = mailsBefore;
        this.organizations = scenario.organizations().toArray(UUID[]::new);
        this.invitations = scenario.invitations().toArray(UUID[]::new);
    }

    /** Whether nothing is pending and nothing has changed for three seconds. */
    boolean isIdle() {
        Seen seen = new Seen(reader.ends(names()), mail.count());
        boolean idle = pending().isEmpty();
        long now = System.nanoTime();
        if (!idle || !seen.equals(lastSeen)) {
            lastSeen = idle ? seen : null;
            unchangedSince = now;
        }
        return idle && now - unchangedSince >= IDLE_FOR.toNanos();
    }

    /** The work that is not done yet. */
    List<String> pending() {
        List<String> pending = new ArrayList<>();
        for (Topic topic : List.of(Topic.ACCEPTANCES_REQUESTED, Topic.MEMBERS_REQUESTED)) {
            positions(topic).stream()
                    .filter(position -> position.next() < position.end())
                    .forEach(position -> pending.add("%s %s".formatted(topic.topicName(), position)));
        }
        addIfAny(pending, "events in the outbox", sql.number("""
                select (select count(*) from directory.outbox) + (select count(*) from onboarding.outbox)
                    + (select count(*) from notification.outbox)
                """));
        addIfAny(pending, "messages to send", sql.number("""
                select count(*) from notification.message
                where due_at is not null and organization_id = any (?)
                """, (Object) organizations));
        addIfAny(pending, "outcomes without message", sql.number("""
                select count(*) filter (where outcome = 'accepted' and original is null)
                     + count(distinct (invitation_id, address, reason)) filter (where outcome = 'rejected')
                     - (select count(*) from notification.message where organization_id = any (?))
                from onboarding.acceptance where organization_id = any (?)
                """, organizations, organizations));
        return pending;
    }

    private static void addIfAny(List<String> pending, String what, long count) {
        if (count > 0) {
            pending.add("%d %s".formatted(count, what));
        }
    }

    Evidence read(Load load, int repeatedMails) {
        List<Requested> log = new ArrayList<>();
        List<Published> events = new ArrayList<>();
        for (Readable readable : records()) {
            if (readable.event() instanceof AcceptanceRequested request) {
                if (scenario.invitations().contains(request.invitation().value())) {
                    log.add(new Requested(
                            request.acceptance(),
                            request.invitation(),
                            request.email(),
                            readable.partition(),
                            readable.offset(),
                            readable.appendedAt()));
                }
            } else if (isOfScenario(readable.event())) {
                events.add(new Published(Topic.of(readable.event()).topicName(), readable.id(), readable.event()));
            }
        }
        return new Evidence(
                scenario,
                load.changes(),
                load.calls(),
                List.copyOf(log),
                List.copyOf(events),
                acceptances(),
                members(),
                invitationSeats(),
                organizationSeats(),
                messages(),
                mails(),
                positions(Topic.ACCEPTANCES_REQUESTED),
                sql.number("""
                        select (select count(*) from directory.outbox) + (select count(*) from directory.outbox_refused)
                            + (select count(*) from onboarding.outbox) + (select count(*) from onboarding.outbox_refused)
                            + (select count(*) from notification.outbox)
                            + (select count(*) from notification.outbox_refused)
                        """),
                repeatedMails);
    }

    private List<Readable> records() {
        return reader.read(from, reader.ends(names())).stream()
                .map(EventCodec::decode)
                .flatMap(received -> received instanceof Readable readable ? Stream.of(readable) : Stream.empty())
                .toList();
    }

    private static List<String> names() {
        return TOPICS.stream().map(Topic::topicName).toList();
    }

    private boolean isOfScenario(Event event) {
        @Nullable OrganizationId organization = switch (event) {
            case AcceptanceDecided decided -> decided.organization();
            case MemberEvent member -> member.organization();
            case EmailEvent email -> email.mail().organization();
            case OpsQuotaFull full -> full.organization();
            case OpsSeatsThreshold seats -> seats.organization();
            default -> null;
        };
        return organization != null && scenario.organizations().contains(organization.value());
    }

    private List<Acceptance> acceptances() {
        return sql.query("""
                select id, organization_id, invitation_id, ordinal, address, outcome, reason, original, joined,
                       decided_at, log_offset
                from onboarding.acceptance where invitation_id = any (?) order by invitation_id, ordinal
                """, EvidenceReader::acceptance, (Object) invitations);
    }

    private static Acceptance acceptance(ResultSet row) throws SQLException {
        UUID original = row.getObject("original", UUID.class);
        return new Acceptance(
                new AcceptanceId(row.getObject("id", UUID.class)),
                new OrganizationId(row.getObject("organization_id", UUID.class)),
                new InvitationId(row.getObject("invitation_id", UUID.class)),
                row.getLong("ordinal"),
                row.getString("address"),
                row.getString("outcome").equals("accepted"),
                row.getString("reason"),
                original == null ? null : new AcceptanceId(original),
                row.getBoolean("joined"),
                row.getTimestamp("decided_at").toInstant(),
                row.getLong("log_offset"));
    }

    private List<Member> members() {
        return sql.query(
                """
                select m.id, m.organization_id, m.address, m.joined_at,
                       (select count(*) from directory.grantable g
                        where g.organization_id = m.organization_id and g.id = any (m.grant_ids)
                          and (g.kind, g.name) in (('role', 'contestant'), ('team', 'Finalists'))) = 2 as granted
                from onboarding.member m where m.organization_id = any (?) and m.state = 'active'
                """,
                row -> new Member(
                        row.getObject("id", UUID.class),
                        new OrganizationId(row.getObject("organization_id", UUID.class)),
                        row.getString("address"),
                        row.getTimestamp("joined_at").toInstant(),
                        row.getBoolean("granted")),
                (Object) organizations);
    }

    private Map<InvitationId, Seats> invitationSeats() {
        return sql
                .query(
                        "select * from onboarding.invitation_seats where invitation_id = any (?)",
                        row -> Map.entry(
                                new InvitationId(row.getObject("invitation_id", UUID.class)),
                                new Seats(row.getLong("requests"), row.getInt("accepted"))),
                        (Object) invitations)
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Map<OrganizationId, Integer> organizationSeats() {
        return sql
                .query(
                        "select * from onboarding.organization_seats where organization_id = any (?)",
                        row -> Map.entry(
                                new OrganizationId(row.getObject("organization_id", UUID.class)), row.getInt("taken")),
                        (Object) organizations)
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private Map<UUID, Message> messages() {
        return sql
                .query(
                        "select id, purpose, email, state from notification.message where organization_id = any (?)",
                        row -> Map.entry(
                                row.getObject("id", UUID.class),
                                new Message(row.getString("purpose"), row.getString("email"), row.getString("state"))),
                        (Object) organizations)
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The mails to the scenario's people. */
    private List<Mail> mails() {
        return mail.since(mailsBefore).stream()
                .filter(one -> one.recipient().endsWith(scenario.domain()))
                .toList();
    }

    private List<Position> positions(Topic topic) {
        Map<TopicPartition, Long> ends = reader.ends(List.of(topic.topicName()));
        Map<Integer, Position> stored =
                sql.query("""
                        select partition, next_offset from onboarding.position where topic = ?
                        """, row -> new Position(row.getInt(1), row.getLong(2), 0), topic.topicName()).stream()
                        .collect(toMap(Position::partition, position -> position));
        return ends.entrySet().stream()
                .map(end -> {
                    int partition = end.getKey().partition();
                    Position position = stored.getOrDefault(partition, new Position(partition, 0, 0));
                    return new Position(partition, position.next(), end.getValue());
                })
                .toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
