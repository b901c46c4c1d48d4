package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.notifier.Events;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class LeasesTest {

    private final SendingScenario scenario = new SendingScenario();

    @Test
    void leasesAreRenewedUntilTheResultIsWritten() {
        DueMail mail = Mails.invitation(Mails.CHALLENGE);
        scenario.table.due(mail);
        scenario.table.written = Mono.never();
        Instant end = Events.NOON.plus(Duration.ofMinutes(2));

        StepVerifier.withVirtualTime(() -> scenario.run())
                .expectSubscription()
                .then(() -> scenario.now = scenario.now.plus(Duration.ofSeconds(20)))
                .thenAwait(Duration.ofSeconds(20))
                .then(() ->
                        assertThat(mail.lease().lastsUntil(end.plusSeconds(20))).isTrue())
                .thenCancel()
                .verify();
    }

    /** Behind a message that takes minutes it is left to others. */
    @Test
    void theLeaseOfAMessageThatIsNotStartedIsNotRenewed() {
        DueMail begun = Mails.invitation(Mails.CHALLENGE);
        DueMail last = Mails.invitation(Mails.CHALLENGE);
        scenario.table.due(begun);
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.table.due(last);
        scenario.table.written = Mono.never();
        Instant end = Events.NOON.plus(Duration.ofMinutes(2));

        StepVerifier.withVirtualTime(() -> scenario.run())
                .expectSubscription()
                .then(() -> scenario.now = scenario.now.plus(Duration.ofSeconds(20)))
                .thenAwait(Duration.ofSeconds(20))
                .then(() -> {
                    assertThat(begun.lease().lastsUntil(end.plusSeconds(20))).isTrue();
                    assertThat(last.lease().lastsUntil(end)).isTrue();
                    assertThat(last.lease().lastsUntil(end.plusMillis(1))).isFalse();
                })
                .thenCancel()
                .verify();
    }

    @Test
    void aLeaseThatAnotherInstanceTookIsLost() {
        DueMail mail = Mails.invitation(Mails.CHALLENGE);
        scenario.table.due(mail);
        scenario.table.written = Mono.never();
        scenario.table.renewal = claimed -> Mono.just(Set.of());

        StepVerifier.withVirtualTime(() -> scenario.run())
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(20))
                .then(() -> assertThat(mail.lease().lastsUntil(scenario.now)).isFalse())
                .thenCancel()
                .verify();
    }

    @Test
    void aFailedRenewalIsCountedAndRetried() {
        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.table.written = Mono.never();
        scenario.table.renewal = claimed -> Mono.error(scenario.table.failure);

        StepVerifier.withVirtualTime(() -> scenario.run())
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(35))
                .then(() -> assertThat(scenario.outages("renewing leases")).isEqualTo(2))
                .thenCancel()
                .verify();
    }

    /** Their holders write first what they have sent. */
    @Test
    void expiredLeasesAreNotTakenOverSoonAfterAnOutage() {
        SendingDueMails sending = scenario.sending();
        assertThat(takeOversOfThreeRuns(sending)).containsExactly(false, false, true);

        scenario.table.away = true;
        StepVerifier.create(sending.run(SendingScenario.NO_PROGRESS)).verifyError(UncheckedIOException.class);
        scenario.table.away = false;

        assertThat(takeOversOfThreeRuns(sending)).containsExactly(false, false, true);
    }

    @Test
    void expiredLeasesAreNotTakenOverSoonAfterAnOutageWhileAResultWasWritten() {
        SendingDueMails sending = scenario.sending();
        assertThat(takeOversOfThreeRuns(sending)).containsExactly(false, false, true);

        scenario.table.due(Mails.invitation(Mails.CHALLENGE));
        scenario.table.failures = 1;
        StepVerifier.withVirtualTime(() -> sending.run(SendingScenario.NO_PROGRESS))
                .thenAwait(Duration.ofSeconds(1))
                .expectNext(false)
                .verifyComplete();

        assertThat(takeOversOfThreeRuns(sending)).containsExactly(false, false, true);
    }

    /** The database may have answered nobody in the meantime. */
    @Test
    void expiredLeasesAreNotTakenOverSoonAfterALongSilence() {
        SendingDueMails sending = scenario.sending();
        assertThat(takeOversOfThreeRuns(sending)).containsExactly(false, false, true);

        scenario.now = scenario.now.plus(Duration.ofMinutes(5));

        assertThat(takeOversOfThreeRuns(sending)).containsExactly(false, false, true);
    }

    /** Whether each of three runs within two minutes took expired leases over. */
    private List<Boolean> takeOversOfThreeRuns(SendingDueMails sending) {
        scenario.table.takeOvers.clear();
        for (int run = 0; run < 3; run++) {
            StepVerifier.create(sending.run(SendingScenario.NO_PROGRESS))
                    .expectNext(false)
                    .verifyComplete();
            scenario.now = scenario.now.plus(Duration.ofSeconds(40));
        }
        return scenario.table.takeOvers;
    }
}
