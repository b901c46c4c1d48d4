package io.usher.acceptance.due;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.usher.acceptance.deciding.Command.AccessEnd;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

final class FailedCommandsTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(1, 1));
    private static final Single END = new AccessEnd(new Person(ORGANIZATION, "ada@x.org"));
    private static final Single PROMOTION = new Promotion(ORGANIZATION);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = NOON;
    private final InstantSource time = () -> now;
    private final FailedCommands failed = new FailedCommands(time.withZone(ZoneOffset.UTC), meters);

    @Test
    void eachFailureInARowDelaysTheNextAttemptForLonger() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            failed.failed(END, new IllegalStateException("stuck"));

            now = now.plusSeconds(seconds).minusMillis(1);
            assertThat(failed.putOff()).containsExactly(END);
            now = now.plusMillis(1);
            assertThat(failed.putOff()).isEmpty();
        }
        failed.decided(END);
        failed.failed(END, new IllegalStateException("stuck"));
        now = now.plusSeconds(1);
        assertThat(failed.putOff()).isEmpty();
    }

    @Test
    void failuresAreCountedByTheirCause() {
        failed.failed(END, new IllegalStateException("stuck"));
        failed.failed(PROMOTION, new TimeoutException());
        failed.failed(PROMOTION, new TimeoutException());

        assertThat(failures("unknown")).isEqualTo(1);
        assertThat(failures("outage")).isEqualTo(2);
        assertThat(failing()).isEqualTo(2);
    }

    /** Without their addresses. */
    @Test
    void commandsThatHaveBeenFailingForAMinuteAreNamedByTheHealth() {
        failed.failed(END, new IllegalStateException("stuck"));
        now = NOON.plusSeconds(59);
        failed.failed(END, new IllegalStateException("stuck"));
        failed.failed(PROMOTION, new IllegalStateException("stuck"));
        assertThat(health().getStatus()).isEqualTo(Status.UP);

        now = NOON.plusSeconds(60);

        assertThat(health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(health().getDetails())
                .containsEntry(
                        "failing",
                        List.of("end of the access of member %s of organization %s"
                                .formatted(MemberId.of(ORGANIZATION, "ada@x.org"), ORGANIZATION)));
        failed.decided(END);
        assertThat(health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void commandsThatAreNotDueAnyMoreAreForgotten() {
        failed.failed(END, new IllegalStateException("stuck"));
        now = now.plusSeconds(1);
        failed.failed(PROMOTION, new IllegalStateException("stuck"));

        failed.forgetUntried(now);

        assertThat(failing()).isEqualTo(1);
        assertThat(failed.putOff()).containsExactly(PROMOTION);
    }

    @Test
    void atMostAThousandArePutOff() {
        IntStream.range(0, 1_001)
                .mapToObj(person -> new AccessEnd(new Person(ORGANIZATION, "p" + person + "@x.org")))
                .forEach(command -> failed.failed(command, new TimeoutException()));

        assertThat(failed.putOff()).hasSize(1_000);
    }

    private double failures(String cause) {
        return meters.get("usher.worker.due.failures")
                .tag("cause", cause)
                .counter()
                .count();
    }

    private double failing() {
        return meters.get("usher.worker.due.failing").gauge().value();
    }

    private Health health() {
        return requireNonNull(failed.health().block());
    }
}
