package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.RejectionReason;
import io.usher.notifier.Events;
import io.usher.notifier.sending.Outcome.Cause;
import io.usher.notifier.sending.Outcome.Deferred;
import io.usher.notifier.sending.Outcome.NotTried;
import io.usher.notifier.sending.Outcome.Sent;
import io.usher.notifier.sending.Settlement.State;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

final class SendingDueMailsTest {

    private static final InvitationOnMail DELETED =
            new InvitationOnMail("Analytical Engines", "Gone", null, "CODE43", null, null, null, true);

    private final Table table = new Table();
    private final Server server = new Server();
    private Pace pace = domain -> Duration.ZERO;

    @Test
    void whatTheServerTakesIsSent() {
        table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(sending().round()).expectNext(false).verifyComplete();

        assertThat(table.settled).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(State.SENT);
            assertThat(one.attempts()).isOne();
            assertThat(one.dueIn()).isNull();
        });
    }

    @Test
    void aFullClaimMeansThatThereMayBeMore() {
        for (int i = 0; i < 4; i++) {
            table.due(Mails.invitation(Mails.CHALLENGE));
        }

        StepVerifier.create(sending().round()).expectNext(true).verifyComplete();
    }

    @Test
    void aTemporaryFailureIsTriedAgainLater() {
        table.due(Mails.invitation(Mails.CHALLENGE));
        server.answers = mail -> new Deferred("450 later");

        StepVerifier.create(sending().round()).expectNext(false).verifyComplete();

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

        StepVerifier.create(sending.round()).verifyError(ServerAwayException.class);
        StepVerifier.create(sending.round()).verifyError(ServerAwayException.class);

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
        StepVerifier.create(sending.round()).verifyError(ServerAwayException.class);
        server.answers = one -> new Sent();
        table.due(mail);

        StepVerifier.create(sending.round()).expectNext(false).verifyComplete();

        assertThat(table.settled).last().extracting(Settlement::state).isEqualTo(State.SENT);
    }

    @Test
    void anInvitationThatIsGoneFailsAndDisturbsNobody() {
        table.due(Mails.invitation(null));
        table.due(Mails.invitation(DELETED));
        table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(sending().round()).expectNext(false).verifyComplete();

        assertThat(table.settled)
                .extracting(Settlement::state)
                .containsExactlyInAnyOrder(State.FAILED, State.FAILED, State.SENT);
        assertThat(server.seen).hasSize(1);
    }

    @Test
    void decisionsAreToldEvenWhenTheInvitationIsDeletedSince() {
        table.due(Mails.welcome(DELETED));
        table.due(Mails.refusal(RejectionReason.INVITATION_DELETED, DELETED));

        StepVerifier.create(sending().round()).expectNext(false).verifyComplete();

        assertThat(table.settled).extracting(Settlement::state).containsOnly(State.SENT);
    }

    @Test
    void whatIsOverThePaceOfItsDomainWaitsForItsTurn() {
        pace = domain -> domain.equals("example.com") ? Duration.ofSeconds(7) : Duration.ZERO;
        table.due(Mails.invitation(Mails.CHALLENGE));

        StepVerifier.create(sending().round()).expectNext(false).verifyComplete();

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

        StepVerifier.withVirtualTime(() -> sending().round())
                .thenAwait(Duration.ofMinutes(1))
                .expectNext(false)
                .verifyComplete();

        assertThat(server.seen).hasSize(1);
        assertThat(table.settled).hasSize(1);
    }

    /** So many are sent again when the process dies. */
    @Test
    void whileResultsAreNotWrittenOnlyAFewMoreAreSent() {
        for (int i = 0; i < 200; i++) {
            table.due(Mails.invitation(Mails.CHALLENGE));
        }
        table.written = Mono.never();

        StepVerifier.withVirtualTime(() -> sending(new Limits(200, 10, 4, 5, Duration.ofMinutes(2)))
                        .round())
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(1))
                .thenCancel()
                .verify();

        assertThat(server.seen).hasSizeBetween(5, 4 * 5 + 4);
    }

    private SendingDueMails sending() {
        return sending(new Limits(4, 2, 2, 10, Duration.ofMinutes(2)));
    }

    private SendingDueMails sending(Limits limits) {
        return new SendingDueMails(
                table,
                server,
                domain -> pace.nextTurn(domain),
                new RetryPolicy(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofDays(3)),
                limits,
                Clock.fixed(Events.NOON, ZoneOffset.UTC),
                settlements -> {});
    }

    private static final class Table implements DueMails {

        private final Deque<DueMail> due = new ArrayDeque<>();
        private final List<Settlement> settled = new ArrayList<>();
        private int claims;
        private int failures;
        private Mono<Void> written = Mono.empty();

        void due(DueMail mail) {
            due.add(mail);
        }

        @Override
        public Mono<List<DueMail>> claim(int limit, Duration lease) {
            return Mono.fromSupplier(() -> {
                claims++;
                List<DueMail> claimed = new ArrayList<>();
                while (claimed.size() < limit && !due.isEmpty()) {
                    claimed.add(due.remove());
                }
                return claimed;
            });
        }

        @Override
        public Mono<Void> settle(List<Settlement> settlements) {
            return Mono.fromRunnable(() -> {
                        if (failures-- > 0) {
                            throw new IllegalStateException("connection lost");
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
            return Flux.fromIterable(mails).doOnNext(seen::add).map(mail -> new Tried(mail, answers.apply(mail)));
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
