package io.usher.acceptance.deciding.kafka;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;

/** A worker on real servers, each test with a database and topics of its own or what {@link OnKeptWorker} says. */
@TestMethodOrder(KeptWorker.Order.class)
abstract class DecidingScenario {

    static final Duration SOON = Duration.ofMinutes(2);

    WorkerFixture usher;

    @BeforeEach
    void begin(TestInfo test) {
        @Nullable OnKeptWorker kept = test.getTestMethod().orElseThrow().getAnnotation(OnKeptWorker.class);
        if (kept == null) {
            KeptWorker.end();
            usher = fixture();
        } else {
            usher = KeptWorker.fixture(kept);
        }
    }

    WorkerFixture fixture() {
        return new WorkerFixture();
    }

    @AfterEach
    void end() {
        usher.close();
    }

    @AfterAll
    static void endKeptWorker() {
        KeptWorker.end();
    }

    /** Waits until everything that is committed is published. */
    void awaitPublished() {
        await().atMost(SOON).until(() -> usher.count("onboarding.outbox") == 0);
    }

    /** Keeps the workers from publishing until the session is closed. Of workers that were started before, nothing. */
    Connection withoutRelay() throws SQLException {
        Connection lock = usher.begin();
        WorkerFixture.execute(lock, "select pg_advisory_lock(hashtextextended('usher_outbox_onboarding', 0))");
        return lock;
    }

    /** Hands records over and waits for what becomes of them. Fails if they are not decided. */
    static void decide(
            CommandListener listener, List<ConsumerRecord<byte[], byte[]>> records, Consumer<byte[], byte[]> consumer) {
        listener.decide(records, consumer);
        // The listener waits for a batch when it is asked for the next one; these are behind the position by then.
        listener.decide(records, consumer);
    }

    List<AcceptanceRequested> people(InvitationId invitation, int number) {
        return people(invitation, 0, number);
    }

    List<AcceptanceRequested> people(InvitationId invitation, int from, int number) {
        return IntStream.range(from, from + number)
                .mapToObj(person -> usher.request(invitation, "p%d-%s@x.org".formatted(person, invitation)))
                .toList();
    }

    Map<AcceptanceId, AcceptanceDecided> decisions() {
        return events(Topic.ACCEPTANCES_DECIDED).stream()
                .map(event -> (AcceptanceDecided) event.event())
                .collect(toMap(AcceptanceDecided::acceptance, identity(), (one, same) -> one));
    }

    /** Each event once: what was published may be published again, under the same id. */
    List<Readable> events(Topic topic) {
        Map<String, Readable> events = new LinkedHashMap<>();
        eventsWithRepeats(topic).forEach(event -> events.putIfAbsent(event.id(), event));
        return List.copyOf(events.values());
    }

    /** Each event as often as it was published. */
    List<Readable> eventsWithRepeats(Topic topic) {
        return usher.read(topic).stream().map(Readable.class::cast).toList();
    }

    static AcceptanceAccepted accepted(Map<AcceptanceId, AcceptanceDecided> decisions, AcceptanceRequested request) {
        return (AcceptanceAccepted) requireNonNull(decisions.get(request.acceptance()));
    }

    static RejectionReason reason(Map<AcceptanceId, AcceptanceDecided> decisions, AcceptanceRequested request) {
        return ((AcceptanceRejected) requireNonNull(decisions.get(request.acceptance()))).reason();
    }
}
