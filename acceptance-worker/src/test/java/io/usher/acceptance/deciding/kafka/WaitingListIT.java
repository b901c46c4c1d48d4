package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberGranted;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Seats that are given back, and people who wait for them. */
final class WaitingListIT extends DecidingScenario {

    private static final String ADA = "ada@x.org";
    private static final String GRACE = "grace@x.org";
    private static final String EDSGER = "edsger@x.org";

    private static final String BY_COMMANDS_ALONE = "usher.deciding.due-every=1h";
    private static final String BY_THE_TIMER_TOO = "usher.deciding.due-every=200ms";

    @Test
    void theSeatOfAMemberWhoIsRemovedGoesToWhoHasWaitedLongest() {
        usher.planSeats(1);
        usher.startWorker(BY_COMMANDS_ALONE);
        InvitationId invitation = usher.queueing(null);
        usher.ask(invitation, ADA);
        awaitDecided(1);
        AcceptanceRequested longest = usher.ask(usher.queueing(null), GRACE);
        awaitDecided(2);
        usher.ask(invitation, EDSGER);
        awaitDecided(3);

        usher.command(removal(ADA));

        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
        awaitPublished();
        assertThat(ofMember(ADA)).containsExactly(MemberJoined.class, MemberLeft.class);
        assertThat(ofMember(GRACE)).containsExactly(MemberJoined.class);
        assertThat(of(longest)).containsExactly(AcceptanceWaitlisted.class, AcceptancePromoted.class);
        assertThat(usher.count("onboarding.acceptance where outcome = 'waitlisted'"))
                .isOne();
        assertThat(seatsAgree()).isTrue();
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 1"))
                .as("the use of a member who is removed stays used")
                .isOne();
    }

    @Test
    void anAcceptanceThatIsWithdrawnGivesItsUseAndSeatToTheNext() {
        usher.planSeats(1);
        usher.startWorker(BY_COMMANDS_ALONE);
        InvitationId invitation = usher.queueing(1);
        AcceptanceRequested first = usher.ask(invitation, ADA);
        AcceptanceRequested second = usher.ask(invitation, GRACE);
        awaitDecided(2);

        usher.command(withdrawal(first));

        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
        awaitPublished();
        assertThat(of(first)).containsExactly(AcceptanceAccepted.class, AcceptanceWithdrawn.class);
        assertThat(of(second)).containsExactly(AcceptanceWaitlisted.class, AcceptancePromoted.class);
        assertThat(events(Topic.MEMBERS))
                .extracting(event -> (MemberEvent) event.event())
                .filteredOn(MemberLeft.class::isInstance)
                .singleElement()
                .extracting(left -> ((MemberLeft) left).cause())
                .isEqualTo(MemberLeft.WITHDRAWN);
        assertThat(usher.count("onboarding.invitation_seats where requests = 2 and accepted = 1 and waiting = 0"))
                .isOne();
        assertThat(seatsAgree()).isTrue();
    }

    @Test
    void aMemberWithAnotherAcceptanceStaysAMember() {
        usher.startWorker(BY_COMMANDS_ALONE);
        AcceptanceRequested first = usher.ask(usher.queueing(1), ADA);
        usher.ask(usher.queueing(1), ADA);
        awaitDecided(2);

        usher.command(withdrawal(first));

        await().atMost(SOON).until(() -> of(first).contains(AcceptanceWithdrawn.class));
        assertThat(membersNow()).containsExactly(ADA);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 0"))
                .isOne();
    }

    @Test
    void whoeverLeavesTheWaitingListIsNotPromotedAndMayAskAnew() {
        usher.startWorker(BY_COMMANDS_ALONE);
        InvitationId invitation = usher.queueing(1);
        AcceptanceRequested first = usher.ask(invitation, ADA);
        AcceptanceRequested leaving = usher.ask(invitation, GRACE);
        AcceptanceRequested repeated = usher.ask(invitation, GRACE);
        AcceptanceRequested next = usher.ask(invitation, EDSGER);
        awaitDecided(4);

        usher.command(withdrawal(repeated));
        await().atMost(SOON).until(() -> of(leaving).contains(AcceptanceWithdrawn.class));
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 1"))
                .isOne();
        AcceptanceRequested anew = usher.ask(invitation, GRACE);
        awaitDecided(5);
        usher.command(withdrawal(first));

        await().atMost(SOON).until(() -> membersNow().equals(List.of(EDSGER)));
        awaitPublished();
        assertThat(of(next)).containsExactly(AcceptanceWaitlisted.class, AcceptancePromoted.class);
        assertThat(decisions().get(anew.acceptance()))
                .isInstanceOfSatisfying(
                        AcceptanceWaitlisted.class,
                        waiting -> assertThat(waiting.original()).isNull());
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 1"))
                .isOne();
    }

    /** All of them are appended in the same millisecond or two. */
    @Test
    void aQuotaThatIsRaisedServesTheFirstOnesInTheOrderOfAsking() {
        usher.startWorker(BY_THE_TIMER_TOO);
        InvitationId invitation = usher.queueing(1);
        usher.askAll(people(invitation, 50));
        awaitDecided(50);

        usher.sql.sql("update directory.invitation set quota = 21").update();

        await().atMost(SOON).until(() -> usher.count("onboarding.invitation_seats where accepted = 21") == 1);
        assertThat(usher.sql
                        .sql("select ordinal from onboarding.acceptance where outcome = 'accepted' order by ordinal")
                        .query(Integer.class)
                        .list())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 21).boxed().toList());
        awaitPublished();
        assertThat(decisionsOfAnyKind().stream().filter(AcceptancePromoted.class::isInstance))
                .hasSize(20);
        assertThat(seatsAgree()).isTrue();
    }

    /** One transaction looks at 500. */
    @Test
    void aMemberIsServedHoweverManyWaitInFrontWhoNeedASeatOfTheFullPlan() {
        usher.planSeats(2);
        usher.startWorker(BY_THE_TIMER_TOO);
        usher.ask(usher.queueing(null), ADA);
        InvitationId invitation = usher.queueing(1);
        usher.ask(invitation, GRACE);
        awaitDecided(2);
        usher.askAll(people(invitation, 501));
        AcceptanceRequested member = usher.ask(invitation, ADA);
        awaitDecided(504);

        usher.sql
                .sql("update directory.invitation set quota = 2 where quota = 1")
                .update();

        await().atMost(SOON).until(() -> of(member).contains(AcceptancePromoted.class));
        assertThat(membersNow()).containsExactly(ADA, GRACE);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and waiting = 501"))
                .isOne();
    }

    @Test
    void whoBecomesAMemberElsewhereWaitsForNoSeat() {
        usher.planSeats(1);
        usher.startWorker(BY_THE_TIMER_TOO);
        InvitationId invitation = usher.queueing(null);
        usher.ask(invitation, ADA);
        AcceptanceRequested waiting = usher.ask(invitation, GRACE);
        awaitDecided(2);
        usher.sql.sql("update directory.invitation set status = 'disabled'").update();
        usher.planSeats(2);
        usher.ask(usher.queueing(null), GRACE);
        awaitDecided(3);

        usher.sql.sql("update directory.invitation set status = 'enabled'").update();

        await().atMost(SOON).until(() -> of(waiting).contains(AcceptancePromoted.class));
        awaitPublished();
        assertThat(ofMember(GRACE)).containsExactly(MemberJoined.class, MemberGranted.class);
        assertThat(seatsAgree()).isTrue();
    }

    @Test
    void whoIsNoMemberAnyMoreWaitsForASeatAgain() {
        usher.planSeats(2);
        usher.startWorker(BY_COMMANDS_ALONE);
        usher.ask(usher.queueing(null), ADA);
        InvitationId invitation = usher.queueing(1);
        usher.ask(invitation, GRACE);
        awaitDecided(2);
        usher.ask(invitation, ADA);
        awaitDecided(3);
        assertThat(usher.count("onboarding.acceptance where seated")).isOne();

        usher.command(removal(ADA));

        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
        assertThat(usher.count("onboarding.acceptance where seated")).isZero();
    }

    @Test
    void aPlanThatIsRaisedServesWhoWaits() {
        usher.planSeats(1);
        usher.startWorker(BY_THE_TIMER_TOO);
        usher.askAll(people(usher.queueing(null), 3));
        awaitDecided(3);

        usher.planSeats(2);

        await().atMost(SOON).until(() -> membersNow().size() == 2);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and waiting = 1"))
                .isOne();
        assertThat(seatsAgree()).isTrue();
    }

    @Test
    void whoWaitsForAnInvitationThatIsDeletedIsRejected() {
        usher.startWorker(BY_THE_TIMER_TOO);
        InvitationId invitation = usher.queueing(1);
        usher.askAll(people(invitation, 2));
        awaitDecided(2);

        usher.sql.sql("update directory.invitation set deleted_at = now()").update();

        await().atMost(SOON)
                .until(() ->
                        usher.count("onboarding.acceptance where reason = 'invitation-deleted' and slot = 2") == 1);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 0"))
                .isOne();
        awaitPublished();
        assertThat(decisionsOfAnyKind())
                .filteredOn(AcceptanceRejected.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        AcceptanceRejected.class,
                        rejected -> assertThat(rejected.waited()).isTrue());
    }

    @Test
    void anAccessThatEndsFreesTheSeat() {
        usher.planSeats(1);
        MeterRegistry meters = usher.startWorker(BY_THE_TIMER_TOO).getBean(MeterRegistry.class);
        InvitationId invitation = usher.queueing(null);
        usher.ask(invitation, ADA);
        usher.ask(invitation, GRACE);
        awaitDecided(2);

        usher.sql
                .sql("update onboarding.member set access_expires_at = now() - interval '1 second'")
                .update();

        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
        awaitPublished();
        assertThat(ofMember(ADA)).containsExactly(MemberJoined.class, MemberAccessEnded.class);
        assertThat(usher.count("onboarding.member where state = 'ended'")).isOne();
        assertThat(seatsAgree()).isTrue();
        await().atMost(SOON).until(() -> decided(meters, "member-left") == 1 && decided(meters, "promoted") == 1);
    }

    private static double decided(MeterRegistry meters, String outcome) {
        return meters.find("usher.worker.decisions").tag("outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void whatIsKeptOfCommandsIsForgottenAfterFortyDays() {
        usher.sql.sql("""
                        insert into onboarding.command (id, decided_at)
                        select gen_random_uuid(), now() - days * interval '1 day' from unnest(array[39, 41]) as days
                        """).update();
        usher.sql.sql("""
                        insert into onboarding.erasure
                        select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now() - days * interval '1 day'
                        from unnest(array[39, 41]) as days
                        """).update();

        usher.startWorker(BY_THE_TIMER_TOO);

        await().atMost(SOON)
                .until(() -> usher.count("onboarding.command") == 1 && usher.count("onboarding.erasure") == 1);
    }

    /** Whoever still waits for the answer gets it. */
    @Test
    void theRefusalOfACommandThatStandsInTheLogTwiceIsPublishedAgain() {
        usher.startWorker(BY_COMMANDS_ALONE);
        MemberRemovalRequested removal = removal(ADA);

        usher.command(removal);
        usher.command(removal);

        await().atMost(SOON).until(() -> refusals().size() == 2);
        assertThat(events(Topic.MEMBERS).stream().map(Readable::id).distinct()).hasSize(1);
        assertThat(refusals()).containsOnly(MemberChangeRefused.NOT_A_MEMBER);
    }

    @Test
    void theLastAdministratorIsNotRemoved() {
        UUID admin = usher.grantable(GrantKind.ROLE, "admin");
        usher.sql
                .sql("update directory.grantable set built_in = true where id = ?")
                .params(admin)
                .update();
        usher.startWorker(BY_THE_TIMER_TOO);
        InvitationId invitation = usher.granting(admin);
        usher.ask(invitation, ADA);
        awaitDecided(1);

        usher.command(removal(ADA));
        await().atMost(SOON).until(() -> !refusals().isEmpty());
        assertThat(refusals()).containsExactly(MemberChangeRefused.LAST_ADMIN);
        usher.ask(invitation, GRACE);
        awaitDecided(2);
        usher.command(removal(ADA));

        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
    }

    @Test
    void aCommandThatStandsInTheLogTwiceIsDecidedOnce() {
        usher.startWorker(BY_COMMANDS_ALONE);
        InvitationId invitation = usher.queueing(null);
        usher.ask(invitation, ADA);
        awaitDecided(1);
        MemberRemovalRequested removal = removal(ADA);
        usher.command(removal);
        await().atMost(SOON).until(() -> membersNow().isEmpty());
        AcceptanceRequested anew = usher.ask(invitation, ADA);
        awaitDecided(2);

        usher.command(removal);

        await().atMost(SOON)
                .until(() -> usher.count("onboarding.position where topic = '%s' and next_offset = 2"
                                .formatted(Topic.MEMBERS_REQUESTED.topicName()))
                        == 1);
        awaitPublished();
        assertThat(membersNow()).containsExactly(ADA);
        assertThat(ofMember(ADA)).containsExactly(MemberJoined.class, MemberLeft.class, MemberJoined.class);
        assertThat(decisions().get(anew.acceptance()))
                .as("a new decision")
                .isInstanceOfSatisfying(
                        AcceptanceAccepted.class,
                        accepted -> assertThat(accepted.original()).isNull());
        assertThat(seatsAgree()).isTrue();
    }

    /** As after a quota that was raised at the same moment. */
    @Test
    void whoeverIsRemovedWhileWaitingElsewhereMayBeServedThere() {
        usher.startWorker(BY_COMMANDS_ALONE);
        usher.ask(usher.queueing(null), ADA);
        InvitationId elsewhere = usher.queueing(1);
        usher.ask(elsewhere, GRACE);
        awaitDecided(2);
        AcceptanceRequested waiting = usher.ask(elsewhere, ADA);
        awaitDecided(3);
        usher.sql
                .sql("update directory.invitation set quota = 2 where quota = 1")
                .update();

        usher.command(removal(ADA));

        await().atMost(SOON).until(() -> of(waiting).contains(AcceptancePromoted.class));
        awaitPublished();
        assertThat(ofMember(ADA)).containsExactly(MemberJoined.class, MemberLeft.class, MemberJoined.class);
        assertThat(seatsAgree()).isTrue();
    }

    /** One transaction serves 500. */
    @Test
    void nobodyOvertakesHoweverManyWait() {
        usher.startWorker(BY_COMMANDS_ALONE);
        InvitationId invitation = usher.queueing(1);
        usher.askAll(people(invitation, 601));
        awaitDecided(601);
        usher.sql.sql("update directory.invitation set quota = 601").update();

        AcceptanceRequested late = usher.ask(invitation, ADA);

        awaitDecided(602);
        assertThat(usher.count("onboarding.acceptance where id = '%s' and outcome = 'waitlisted'"
                        .formatted(late.acceptance())))
                .isOne();
        assertThat(usher.count("onboarding.invitation_seats where accepted = 601 and waiting = 1"))
                .isOne();
    }

    @Test
    void aWorkerThatStopsBeforeItPublishesLosesNoPromotion() throws SQLException {
        usher.planSeats(1);
        InvitationId invitation = usher.queueing(null);
        AcceptanceRequested waiting;
        try (Connection relaying = withoutRelay()) {
            var worker = usher.startWorker(BY_COMMANDS_ALONE);
            usher.ask(invitation, ADA);
            waiting = usher.ask(invitation, GRACE);
            awaitDecided(2);
            usher.command(removal(ADA));
            await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
            worker.close();
            relaying.rollback();
        }

        usher.startWorker(BY_THE_TIMER_TOO);

        awaitPublished();
        assertThat(of(waiting)).containsExactly(AcceptanceWaitlisted.class, AcceptancePromoted.class);
        assertThat(ofMember(GRACE)).containsExactly(MemberJoined.class);
    }

    @Test
    void whatBecameServableWhileNoWorkerRanIsServedByTheNext() {
        var worker = usher.startWorker(BY_THE_TIMER_TOO);
        InvitationId invitation = usher.queueing(1);
        usher.askAll(people(invitation, 2));
        awaitDecided(2);
        worker.close();
        usher.sql.sql("update directory.invitation set quota = 2").update();

        usher.startWorker(BY_THE_TIMER_TOO);
        usher.startWorker(BY_THE_TIMER_TOO);

        await().atMost(SOON).until(() -> membersNow().size() == 2);
        awaitPublished();
        assertThat(decisionsOfAnyKind().stream().filter(AcceptancePromoted.class::isInstance))
                .hasSize(1);
        assertThat(events(Topic.MEMBERS)).hasSize(2);
    }

    private MemberRemovalRequested removal(String address) {
        return new MemberRemovalRequested(new CommandId(randomUUID()), usher.organization, address);
    }

    private AcceptanceWithdrawalRequested withdrawal(AcceptanceRequested request) {
        return new AcceptanceWithdrawalRequested(
                new CommandId(randomUUID()), request.acceptance(), request.invitation(), request.organization());
    }

    private void awaitDecided(int requests) {
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == requests);
    }

    private List<String> membersNow() {
        return usher
                .sql
                .sql("select address from onboarding.member where state = 'active' order by address")
                .query(String.class)
                .stream()
                .map(String::valueOf)
                .toList();
    }

    private boolean seatsAgree() {
        return usher.count("onboarding.organization_seats where taken ="
                        + " (select count(*) from onboarding.member where state = 'active')")
                == 1;
    }

    private List<AcceptanceDecided> decisionsOfAnyKind() {
        return events(Topic.ACCEPTANCES_DECIDED).stream()
                .map(event -> (AcceptanceDecided) event.event())
                .toList();
    }

    /** What was published of an acceptance, in this order. */
    private List<Class<?>> of(AcceptanceRequested request) {
        return decisionsOfAnyKind().stream()
                .filter(decision -> decision.acceptance().equals(request.acceptance()))
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    /** What was published of a member, in this order. */
    private List<Class<?>> ofMember(String address) {
        return events(Topic.MEMBERS).stream()
                .map(event -> (MemberEvent) event.event())
                .filter(event -> event.address().equals(address))
                .<Class<?>>map(Object::getClass)
                .toList();
    }

    private List<String> refusals() {
        return events(Topic.MEMBERS).stream()
                .filter(event -> event.event() instanceof MemberChangeRefused)
                .map(event -> ((MemberChangeRefused) event.event()).reason())
                .toList();
    }
}
