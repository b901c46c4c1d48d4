package io.usher.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.CommandId;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ErasedPeopleIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final Inbox inbox = new Inbox();

    /** Whenever that is published, and by a clock that is half a second ahead. */
    @Test
    void requestsFromBeforeAnErasureMakeNoMailAfterIt() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        Events events = new Events(invited.organization(), invited.invitation());
        String ada = inbox.address("ada");
        String grace = inbox.address("grace");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(
                    erasure(invited, ada, Events.NOON.minusMillis(500)),
                    erasure(invited, grace, Events.NOON.minusSeconds(30))));
            await().atMost(A_WHILE).until(() -> directory.erasures() == 2);
            Kafka.publish(List.<Event>of(
                    events.accepted(ada),
                    directory.invite(events.invited(ada)),
                    events.accepted(grace),
                    directory.invite(events.invited(grace))));

            await().atMost(A_WHILE).until(() -> inbox.recipients().size() >= 2);
        }
        assertThat(inbox.recipients())
                .as("who came back after the erasure gets mail")
                .containsExactlyInAnyOrder(grace, grace);
    }

    @Test
    void eventsAboutAnErasedPersonThatKafkaRefusedAreDeleted() {
        Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
        String ada = inbox.address("ada");
        String grace = inbox.address("grace");
        directory.refuse(invited, ada);
        directory.refuse(invited, grace);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(erasure(invited, ada, Instant.now())));
            await().atMost(A_WHILE).until(() -> directory.erasures() == 1);
        }
        assertThat(directory.refused(ada)).isZero();
        assertThat(directory.refused(grace)).isOne();
    }

    private static MemberErasureRequested erasure(Invited invited, String address, Instant at) {
        return new MemberErasureRequested(new CommandId(UUID.randomUUID()), invited.organization(), address, at);
    }
}
