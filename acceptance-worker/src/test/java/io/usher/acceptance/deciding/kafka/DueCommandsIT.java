package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the timer finds: accesses that have ended, seats that are free by now. */
final class DueCommandsIT extends SeatsScenario {

    private static final Duration ENDED_IN_A_ROW = Duration.ofSeconds(40);

    /** All of them are appended in the same millisecond or two. */
    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void aQuotaThatIsRaisedServesTheFirstOnesInTheOrderOfAsking() {
        asked(1, 50);

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

    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void aRaisedPlanServesThePeopleOnWaitingLists() {
        usher.planSeats(1);
        usher.askAll(people(usher.queueing(null), 3));
        awaitDecided(3);

        usher.planSeats(2);

        await().atMost(SOON).until(() -> membersNow().size() == 2);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and waiting = 1"))
                .isOne();
        assertThat(seatsAgree()).isTrue();
    }

    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void peopleOnTheWaitingListOfADeletedInvitationAreRejected() {
        asked(1, 2);

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

    /** Whatever is raised meanwhile. It goes on with the first one when the invitation is opened again. */
    @CsvSource(
            delimiter = '|',
            value = {
                "status = 'disabled' | status = 'enabled'",
                "expires_at = now() - interval '1 second' | expires_at = null",
                "opens_at = now() + interval '1 hour' | opens_at = now()"
            })
    @ParameterizedTest
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void nobodyIsPromotedWhileTheInvitationIsClosed(String closed, String open) {
        asked(1, 3);
        usher.sql.sql("update directory.invitation set quota = 2, " + closed).update();
        InvitationId other = usher.queueing(1);
        usher.ask(other, ADA);
        AcceptanceRequested waiting = usher.ask(other, GRACE);
        awaitDecided(5);

        usher.sql
                .sql("update directory.invitation set quota = 2 where id = ?")
                .params(other.value())
                .update();
        await().atMost(SOON).until(() -> of(waiting).contains(AcceptancePromoted.class));
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 2"))
                .as("the timer has run")
                .isOne();

        usher.sql.sql("update directory.invitation set " + open).update();
        await().atMost(SOON)
                .until(() -> usher.count("onboarding.acceptance where outcome = 'accepted' and ordinal = 2") == 2);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and waiting = 1"))
                .isOne();
    }

    /** They stay in their order. */
    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void peopleKeepTheirPlaceIfTheWaitingListIsTurnedOff() {
        InvitationId invitation = asked(1, 3);

        usher.sql.sql("update directory.invitation set waitlist = false").update();
        AcceptanceRequested late = usher.ask(invitation, ADA);
        awaitDecided(4);
        usher.sql.sql("update directory.invitation set quota = 2").update();

        await().atMost(SOON).until(() -> usher.count("onboarding.invitation_seats where accepted = 2") == 1);
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted' and ordinal = 2"))
                .isOne();
        assertThat(usher.count(
                        "onboarding.acceptance where reason = 'quota-full' and id = '%s'".formatted(late.acceptance())))
                .isOne();
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

    /** As when a challenge is over. One transaction ends 500, and the next run by the timer is an hour away. */
    @Test
    void allAccessesThatHaveEndedAreEndedInARow() {
        usher.planSeats(2_000);
        var worker = usher.startWorker(BY_COMMANDS_ALONE);
        InvitationId invitation = usher.queueing(null);
        List<AcceptanceRequested> members = people(invitation, 2_000);
        usher.askAll(members);
        usher.askAll(people(invitation, 2_000, 50));
        awaitDecided(2_050);
        worker.close();
        usher.sql
                .sql("update onboarding.member set access_expires_at = now() - interval '1 second'")
                .update();
        usher.makeAdmins(members.get(0).email(), members.get(1).email());

        usher.startWorker(BY_COMMANDS_ALONE);

        await().atMost(ENDED_IN_A_ROW).until(() -> usher.count("onboarding.member where state = 'ended'") == 1_999);
        await().atMost(SOON).until(() -> membersNow().size() == 51);
        awaitPublished();
        assertThat(events(Topic.MEMBERS))
                .filteredOn(event -> event.event() instanceof MemberAccessEnded)
                .extracting(event -> ((MemberAccessEnded) event.event()).address())
                .hasSize(1_999)
                .doesNotHaveDuplicates();
        assertThat(decisionsOfAnyKind().stream().filter(AcceptancePromoted.class::isInstance))
                .hasSize(50);
        assertThat(usher.count("onboarding.acceptance where slot = 0"))
                .as("the last administrator and those who waited")
                .isEqualTo(51);
        assertThat(usher.count("onboarding.invitation_seats where waiting = 0")).isOne();
        assertThat(seatsAgree()).isTrue();
    }

    /** More of them than one run looks for, and all of them due before the one that does not fail. */
    @Test
    void commandsThatAlwaysFailKeepNoOtherFromBeingDecided() {
        MeterRegistry meters = usher.startWorker(BY_THE_TIMER_TOO).getBean(MeterRegistry.class);
        InvitationId invitation = usher.invitation(null);
        usher.askAll(people(invitation, 501));
        usher.ask(invitation, ADA);
        awaitDecided(502);
        usher.sql
                .sql(
                        "alter table onboarding.member add constraint stuck check (state = 'active' or address not like 'p%')")
                .update();

        usher.sql.sql("""
                        update onboarding.member
                        set access_expires_at = now() - case address when ? then interval '1 second' else interval '1 day' end
                        """).params(ADA).update();

        await().atMost(SOON).until(() -> !membersNow().contains(ADA));
        assertThat(membersNow()).hasSize(501);
        await().atMost(SOON)
                .until(() -> meters.get("usher.worker.due.failing").gauge().value() == 501);
        assertThat(meters.get("usher.worker.due.failures")
                        .tag("cause", "unknown")
                        .counter()
                        .count())
                .isGreaterThanOrEqualTo(501);

        usher.sql.sql("alter table onboarding.member drop constraint stuck").update();
        await().atMost(SOON).until(() -> membersNow().isEmpty());
        await().atMost(SOON)
                .until(() -> meters.get("usher.worker.due.failing").gauge().value() == 0);
    }

    private static double decided(MeterRegistry meters, String outcome) {
        return meters.find("usher.worker.decisions").tag("outcome", outcome).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** One statement deletes 1,000. */
    @Test
    void storedCommandsAreDeletedAfterFortyDaysWhateverTheirNumber() {
        usher.sql.sql("""
                        insert into onboarding.command (id, decided_at)
                        select gen_random_uuid(), now() - days * interval '1 day' from unnest(array[39] || array_fill(41, array[1500])) as days
                        """).update();
        usher.sql.sql("""
                        insert into onboarding.erasure
                        select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now() - days * interval '1 day'
                        from unnest(array[39] || array_fill(41, array[1500])) as days
                        """).update();

        usher.startWorker(BY_COMMANDS_ALONE);

        await().atMost(SOON)
                .until(() -> usher.count("onboarding.command") == 1 && usher.count("onboarding.erasure") == 1);
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
    void peopleWhoBecameServableWhileNoWorkerRanAreServedByTheNextWorker() {
        var worker = usher.startWorker(BY_THE_TIMER_TOO);
        asked(1, 2);
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
}
