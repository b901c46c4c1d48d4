package io.usher.acceptance.deciding.kafka;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A worker on real servers, each test with a database and topics of its own. */
abstract class DecidingScenario {

    static final Duration SOON = Duration.ofMinutes(2);

    WorkerFixture usher;

    @BeforeEach
    void begin() {
        usher = new WorkerFixture();
    }

    @AfterEach
    void end() {
        usher.close();
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

    List<Readable> events(Topic topic) {
        return usher.read(topic).stream().map(Readable.class::cast).toList();
    }
}
