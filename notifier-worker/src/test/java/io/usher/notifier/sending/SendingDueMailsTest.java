package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.MessageId;
import io.usher.notifier.Events;
import io.usher.notifier.TestClock;
import io.usher.notifier.rounds.Failures;
import io.usher.notifier.sending.Outcome.Cause;
import io.usher.notifier.sending.Outcome.Deferred;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.Sent;
import io.usher.notifier.sending.Settlement.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class SendingDueMailsTest {

    private static final MailContext DELETED =
            new MailContext("Analytical Engines", new InvitationOnMail("Gone", null, "CODE43", null, null, null, true));

    private static final Runnable NOBODY = () -> {};

    private final Table table = new Table();
    private final Server server = new Server();
    private Pace pace = domain -> Duration.ZERO;
    private final List<String> failed = new ArrayList<>();
    private Instant now = Events.NOON;
    private final Clock clock = new TestClock(() -> now);
    private final Failures failures = new Failures(
            UncheckedIOException.class::isInstance,
            clock,
            (work, passes) -> failed.add(work + (passes ? " outage" : " unknown")));

    @Test
    void whatTheServerTakesIsSent() {
        table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(sending().round(NOBODY)).expectNext(false).verifyComplete();

        assertThat(table.settled).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.SENT);
            assertThat(one.attempts()).isOne();
            assertThat(one.dueIn()).isNull();
        });
    }

    @Test
    void aMailAboutNoInvitationIsSentAllTheSame() {
        table.due(Mails.welcome(new MailContext("Analytical Engines", null)));

        StepVerifier.create(sending().round(NOBODY)).expectNext(false).verifyComplete();

        assertThat(table.settled).extracting(Settlement::state).containsExactly(State.SENT);
    }

    @Test
    void aFullClaimMeansThatThereMayBeMore() {
        for (int i = 0; i < 4; i++) {
            table.due(Mails.invitation(Mails.CHALLENGE));
        }

        StepVerifier.create(sending().round(NOBODY)).expectNext(true).verifyComplete();
    }

    @Test
    void aTemporaryFailureIsTriedAgainLater() {
        table.due(Mails.invitation(Mails.CHALLENGE));
        server.answers = mail -> new Deferred("450 later");

        StepVerifier.create(sending().round(NOBODY)).expectNext(false).verifyComplete();

        assertThat(table.settled).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.QUEUED);
            assertThat(one.attempts()).isOne();
            assertThat(one.dueIn()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
            assertThat(one.error()).isEqualTo("450 later");
        });
    }

    @Test
    void aServerThatIsAwayCostsNoAttemptAndStopsClaiming() {
        SendingDueMails sending = sending();
        table.due(Mails.invitation(Mails.CHALLENGE));
        server.answers = mail -> new NotTried(Cause.SERVER_AWAY);
        server.away = true;

        StepVerifier.create(sending.round(NOBODY)).verifyError(ServerAwayException.class);
        StepVerifier.create(sending.round(NOBODY)).verifyError(ServerAwayException.class);

        assertThat(table.claims).isOne();
        assertThat(table.settled).singleElement().satisfies(one -> {
            assertThat(one.attempts()).isZero();
            assertThat(one.dueIn()).isEqualTo(Duration.ZERO);
        });
    }

    @Test
    void whenTheServerIsBackSendingGoesOn() {
        SendingDueMails sending = sending();
        DueMail mail = Mails.invitation(Mails.CHALLENGE);
        table.due(mail);
        server.answers = one -> new NotTried(Cause.SERVER_AWAY);
        StepVerifier.create(sending.round(NOBODY)).verifyError(ServerAwayException.class);
        server.answers = one -> new Sent();
        table.due(mail);

        StepVerifier.create(sending.round(NOBODY)).expectNext(false).verifyComplete();

        assertThat(table.settled).last().extracting(Settlement::state).isEqualTo(State.SENT);
    }

    @Test
    void anInvitationThatIsGoneFailsAndDisturbsNobody() {
        table.due(Mails.invitation(null));
        table.due(Mails.invitation(DELETED));
        table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(sending().round(NOBODY)).expectNext(false).verifyComplete();

        assertThat(table.settled)
                .extracting(Settlement::state)
                .containsExactlyInAnyOrder(State.FAILED, State.FAILED, State.SENT);
        assertThat(server.seen).hasSize(1);
    }

    @Test
    void decisionsAreToldEvenWhenTheInvitationIsDeletedSince() {
        table.due(Mails.welcome(DELETED));
        table.due(Mails.refusal(RejectionReason.INVITATION_DELETED, DELETED));

        StepVerifier.create(sending().round(NOBODY)).expectNext(false).verifyComplete();

        assertThat(table.settled).extracting(Settlement::state).containsOnly(State.SENT);
    }

    @Test
    void whatIsOverThePaceOfItsDomainWaitsForItsTurn() {
        pace = domain -> domain.equals("example.com") ? Duration.ofSeconds(7) : Duration.ZERO;
        table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(sending().round(NOBODY)).expectNext(false).verifyComplete();

        assertThat(server.seen).isEmpty();
        assertThat(table.settled).singleElement().satisfies(one -> {
            assertThat(one.attempts()).isZero();
            assertThat(one.dueIn()).isEqualTo(Duration.ofSeconds(7));
            assertThat(one.paced()).isTrue();
        });
    }

    @Test
    void aResultIsWrittenHoweverOftenTheDatabaseFails() {
        table.due(Mails.invitation(Mails.CHALLENGE));
        table.failures = 5;

        StepVerifier.withVirtualTime(() -> sending().round(NOBODY))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(false)
                .verifyComplete();

        assertThat(server.seen).hasSize(1);
        assertThat(table.settled).hasSize(1);
        assertThat(failed).hasSize(5).containsOnly("settling outage");
    }

    @Test
    void aResultThatABugKeepsFromBeingWrittenStopsSendingAndIsNoOutage() {
        table.due(Mails.invitation(Mails.CHALLENGE));
        table.failures = 1;
        table.failure = new IllegalStateException("column renamed");

        StepVerifier.withVirtualTime(() -> sending().round(NOBODY))
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(29))
                .thenAwait(Duration.ofSeconds(2))
                .expectNext(false)
                .verifyComplete();

        assertThat(failed).containsExactly("settling unknown");
    }

    @Test
    void anUnsendableMailCountsNoAttempt() {
        table.due(Mails.invitation(null));

        StepVerifier.create(sending().round(NOBODY)).expectNext(false).verifyComplete();

        assertThat(table.settled).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.FAILED);
            assertThat(one.attempts()).isZero();
        });
    }

    @Test
    void leasesAreRenewedUntilTheResultIsWritten() {
        DueMail mail = Mails.invitation(Mails.CHALLENGE);
        table.due(mail);
        table.written = Mono.never();
        Instant end = Events.NOON.plus(Duration.ofMinutes(2));

        StepVerifier.withVirtualTime(() -> sending().round(NOBODY))
                .expectSubscription()
                .then(() -> now = now.plus(Duration.ofSeconds(20)))
                .thenAwait(Duration.ofSeconds(20))
                .then(() ->
                        assertThat(mail.lease().lastsUntil(end.plusSeconds(20))).isTrue())
                .thenCancel()
                .verify();
    }

    @Test
    void aLeaseThatSomebodyElseTookIsLost() {
        DueMail mail = Mails.invitation(Mails.CHALLENGE);
        table.due(mail);
        table.written = Mono.never();
        table.renewal = claimed -> Mono.just(Set.of());

        StepVerifier.withVirtualTime(() -> sending().round(NOBODY))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(20))
                .then(() -> assertThat(mail.lease().lastsUntil(now)).isFalse())
                .thenCancel()
                .verify();
    }

    @Test
    void aRenewalThatFailsIsCountedAndTriedAgain() {
        table.due(Mails.invitation(Mails.CHALLENGE));
        table.written = Mono.never();
        table.renewal = claimed -> Mono.error(table.failure);

        StepVerifier.withVirtualTime(() -> sending().round(NOBODY))
                .expectSubscription()
                .thenAwait(Duration.ofSeconds(35))
                .then(() -> assertThat(failed).containsExactly("renewing leases outage", "renewing leases outage"))
                .thenCancel()
                .verify();
    }

    /** Their holders write first what they have sent. */
    @Test
    void afterAnOutageLeasesThatHaveEndedAreLeftAloneForAWhile() {
        SendingDueMails sending = sending();
        for (int minute = 0; minute < 3; minute++) {
            StepVerifier.create(sending.round(NOBODY)).expectNext(false).verifyComplete();
            now = now.plus(Duration.ofSeconds(40));
        }
        assertThat(table.takeOvers).containsExactly(false, false, true);

        table.away = true;
        StepVerifier.create(sending.round(NOBODY)).verifyError(UncheckedIOException.class);
        table.away = false;
        table.takeOvers.clear();
        for (int minute = 0; minute < 3; minute++) {
            StepVerifier.create(sending.round(NOBODY)).expectNext(false).verifyComplete();
            now = now.plus(Duration.ofSeconds(40));
        }
        assertThat(table.takeOvers).containsExactly(false, false, true);
    }

    /** Behind a message that takes minutes it is left to others. */
    @Test
    void theLeaseOfWhatIsNotBegunIsNotRenewed() {
        DueMail begun = Mails.invitation(Mails.CHALLENGE);
        DueMail last = Mails.invitation(Mails.CHALLENGE);
        table.due(begun);
        table.due(Mails.invitation(Mails.CHALLENGE));
        table.due(last);
        table.written = Mono.never();
        Instant end = Events.NOON.plus(Duration.ofMinutes(2));

        StepVerifier.withVirtualTime(() -> sending().round(NOBODY))
                .expectSubscription()
                .then(() -> now = now.plus(Duration.ofSeconds(20)))
                .thenAwait(Duration.ofSeconds(20))
                .then(() -> {
                    assertThat(begun.lease().lastsUntil(end.plusSeconds(20))).isTrue();
                    assertThat(last.lease().lastsUntil(end)).isTrue();
                    assertThat(last.lease().lastsUntil(end.plusMillis(1))).isFalse();
                })
                .thenCancel()
                .verify();
    }

    /** So many are sent again when the process dies. */
    @Test
    void whileResultsAreNotWrittenOnlyAFewMoreAreSent() {
        for (int i = 0; i < 200; i++) {
            table.due(Mails.invitation(Mails.CHALLENGE));
        }
        table.written = Mono.never();

        StepVerifier.withVirtualTime(() -> sending(new Limits(4, 200, 5, Duration.ofMinutes(2), Duration.ofMinutes(1)))
                        .round(NOBODY))
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(1))
                .thenCancel()
                .verify();

        assertThat(server.seen).hasSize(5);
    }

    private SendingDueMails sending() {
        return sending(new Limits(2, 4, 2, Duration.ofMinutes(2), Duration.ofMinutes(1)));
    }

    private SendingDueMails sending(Limits limits) {
        return new SendingDueMails(
                table,
                server,
                domain -> pace.nextTurn(domain),
                new RetryPolicy(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(3)),
                limits,
                new WritingResults(table, failures, settlements -> {}),
                failures,
                clock);
    }

    private static final class Table implements DueMails {

        private final Deque<DueMail> due = new ArrayDeque<>();
        private final List<Settlement> settled = new ArrayList<>();
        private final List<Boolean> takeOvers = new ArrayList<>();
        private int claims;
        private Function<List<DueMail>, Mono<Set<MessageId>>> renewal = Table::all;
        private RuntimeException failure = new UncheckedIOException(new IOException("connection lost"));
        private int failures;
        private boolean away;
        private Mono<Void> written = Mono.empty();

        void due(DueMail mail) {
            due.add(mail);
        }

        @Override
        public Mono<List<DueMail>> claim(int limit, Duration lease, boolean takeOver) {
            return Mono.fromSupplier(() -> {
                claims++;
                takeOvers.add(takeOver);
                if (away) {
                    throw failure;
                }
                List<DueMail> claimed = new ArrayList<>();
                while (claimed.size() < limit && !due.isEmpty()) {
                    claimed.add(due.remove());
                }
                return claimed;
            });
        }

        @Override
        public Mono<Set<MessageId>> renew(List<DueMail> claimed, Duration lease) {
            return Mono.defer(() -> renewal.apply(claimed));
        }

        private static Mono<Set<MessageId>> all(List<DueMail> claimed) {
            return Mono.just(claimed.stream().map(DueMail::id).collect(Collectors.toSet()));
        }

        @Override
        public Mono<Void> settle(List<Settlement> settlements) {
            return Mono.fromRunnable(() -> {
                        if (failures-- > 0) {
                            throw failure;
                        }
                        settled.addAll(settlements);
                    })
                    .then(written);
        }

        @Override
        public Mono<Long> queued() {
            return Mono.just((long) due.size());
        }
    }

    private static final class Server implements Postbox {

        private final List<DueMail> seen = new ArrayList<>();
        private Function<DueMail, Outcome> answers = mail -> new Sent();
        private boolean away;

        @Override
        public Flux<Tried> send(List<DueMail> mails) {
            return Flux.fromIterable(mails)
                    .doOnNext(seen::add)
                    .filter(mail -> mail.lease().begin(Events.NOON))
                    .map(mail -> new Tried(mail, answers.apply(mail)));
        }

        @Override
        public Mono<Void> reach() {
            return away ? Mono.error(new ServerAwayException("away")) : Mono.empty();
        }

        @Override
        public Mono<Void> rest() {
            return Mono.empty();
        }
    }
}
