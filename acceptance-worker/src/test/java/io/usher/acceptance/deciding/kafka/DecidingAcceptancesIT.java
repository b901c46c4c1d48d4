package io.usher.acceptance.deciding.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OpsEvent.OpsDeadLetter;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/** Who gets a seat. */
final class DecidingAcceptancesIT extends DecidingScenario {

    @Test
    @OnKeptWorker
    void theFirstHundredGetTheSeatsWithAllThatComesWithThem() {
        InvitationId challenge = usher.invitation(100);
        List<AcceptanceRequested> requests = people(challenge, 1000);

        usher.askAll(requests);

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 1000);
        assertThat(usher.sql
                        .sql("select id from onboarding.acceptance where outcome = 'accepted' order by ordinal")
                        .query(UUID.class)
                        .list())
                .containsExactlyElementsOf(requests.stream()
                        .limit(100)
                        .map(request -> request.acceptance().value())
                        .toList());
        assertThat(usher.count("onboarding.acceptance where reason = 'quota-full'"))
                .isEqualTo(900);
        assertThat(usher.count("onboarding.member where grant_ids = array['%s', '%s']::uuid[]"
                        .formatted(usher.role, usher.team)))
                .isEqualTo(100);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 100 and requests = 1000"))
                .isEqualTo(1);
        assertThat(usher.count("onboarding.organization_seats where taken = 100"))
                .isEqualTo(1);

        // What is committed is published right after.
        await().atMost(SOON)
                .until(() -> decisions().size() == 1000
                        && events(Topic.MEMBERS).size() == 100
                        && events(Topic.OPS).size() == 1);
        Map<AcceptanceId, AcceptanceDecided> decisions = decisions();
        assertThat(decisions.get(requests.get(99).acceptance()))
                .isInstanceOfSatisfying(AcceptanceAccepted.class, accepted -> {
                    assertThat(accepted.granted().roles()).containsExactly("learner");
                    assertThat(accepted.granted().teams()).containsExactly("Finalists");
                    assertThat(accepted.lastName()).isEqualTo("Love\"lace, {\\}");
                });
        assertThat(decisions.get(requests.get(100).acceptance()))
                .isInstanceOfSatisfying(
                        AcceptanceRejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(RejectionReason.QUOTA_FULL));
        assertThat(events(Topic.MEMBERS))
                .hasSize(100)
                .allSatisfy(event -> assertThat(event.event()).isInstanceOf(MemberJoined.class));
        assertThat(events(Topic.OPS))
                .singleElement()
                .satisfies(event -> assertThat(event.event()).isInstanceOf(OpsQuotaFull.class));
    }

    @Test
    @OnKeptWorker
    void thePlanLimitsAcrossInvitations() {
        usher.planSeats(30);
        InvitationId first = usher.invitation(20);
        InvitationId second = usher.invitation(null);

        usher.askAll(people(first, 40));
        usher.askAll(people(second, 60));

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 100);
        assertThat(usher.count("onboarding.member")).isEqualTo(30);
        assertThat(usher.count("onboarding.organization_seats where taken = 30"))
                .isEqualTo(1);
        assertThat(usher.count("onboarding.acceptance where reason = 'no-seats-left'"))
                .isPositive();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(events(Topic.OPS).stream()
                                .map(event ->
                                        ((OpsEvent) event.event()).getClass().getSimpleName()))
                        .contains("OpsSeatsThreshold"));
    }

    @Test
    void requestsInABacklogCountAtTheirTimeButTheSwitchAtTheDecision() {
        InvitationId expiring = usher.invitation(null);
        InvitationId opening = usher.invitation(null);
        InvitationId switchedOff = usher.invitation(null);
        AcceptanceRequested inTime = usher.ask(expiring, "early@x.org");
        AcceptanceRequested tooEarly = usher.ask(opening, "early@x.org");
        AcceptanceRequested beforeTheSwitch = usher.ask(switchedOff, "early@x.org");
        // The log's time decides, not the one at which the worker gets there.
        Instant end = Instant.now().plusMillis(1);
        usher.change(expiring, "expires_at", end);
        usher.change(opening, "opens_at", end);
        await().until(() -> Instant.now().isAfter(end.plusMillis(1)));
        AcceptanceRequested late = usher.ask(expiring, "late@x.org");
        AcceptanceRequested onceOpen = usher.ask(opening, "late@x.org");
        usher.sql
                .sql("update directory.invitation set status = 'disabled' where id = ?")
                .params(switchedOff.value())
                .update();

        usher.startWorker();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 5);
        await().atMost(SOON).until(() -> decisions().size() == 5);
        Map<AcceptanceId, AcceptanceDecided> decisions = decisions();
        assertThat(decisions.get(inTime.acceptance())).isInstanceOf(AcceptanceAccepted.class);
        assertThat(reason(decisions, late)).isEqualTo(RejectionReason.INVITATION_EXPIRED);
        assertThat(reason(decisions, tooEarly)).isEqualTo(RejectionReason.INVITATION_NOT_OPEN);
        assertThat(decisions.get(onceOpen.acceptance())).isInstanceOf(AcceptanceAccepted.class);
        assertThat(reason(decisions, beforeTheSwitch)).isEqualTo(RejectionReason.INVITATION_DISABLED);
    }

    @Test
    @OnKeptWorker
    void anInvitationHasExpiredWhenTheAccessThatItGivesHasEnded() {
        InvitationId ended = usher.invitation(null);
        usher.change(ended, "access_expires_at", Instant.now().minusSeconds(60));
        InvitationId lasting = usher.invitation(null);
        usher.change(lasting, "access_expires_at", Instant.now().plusSeconds(3600));

        AcceptanceRequested late = usher.ask(ended, "a@x.org");
        AcceptanceRequested inTime = usher.ask(lasting, "a@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 2);
        assertThat(reason(decisions(), late)).isEqualTo(RejectionReason.INVITATION_EXPIRED);
        assertThat(decisions().get(inTime.acceptance())).isInstanceOf(AcceptanceAccepted.class);
    }

    @Test
    @OnKeptWorker
    void onlyInviteesAreAcceptedAmongAHundredThousand() {
        InvitationId invitation = usher.invitation(null);
        usher.invite(invitation, 100_000);
        InvitationId another = usher.invitation(null);
        usher.invite(another, 1);

        AcceptanceRequested first = usher.ask(invitation, "p1@x.org");
        AcceptanceRequested last = usher.ask(invitation, "P100000@x.org");
        AcceptanceRequested stranger = usher.ask(invitation, "p100001@x.org");
        AcceptanceRequested invitedElsewhere = usher.ask(another, "p2@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 4);
        Map<AcceptanceId, AcceptanceDecided> decisions = decisions();
        assertThat(decisions.get(first.acceptance())).isInstanceOf(AcceptanceAccepted.class);
        assertThat(decisions.get(last.acceptance())).isInstanceOf(AcceptanceAccepted.class);
        assertThat(reason(decisions, stranger)).isEqualTo(RejectionReason.NOT_INVITED);
        assertThat(reason(decisions, invitedElsewhere)).isEqualTo(RejectionReason.NOT_INVITED);
    }

    @Test
    @OnKeptWorker
    void whoIsInvitedNoMoreIsRejectedWithThatOnEveryKindOfInvitation() {
        InvitationId targeted = usher.invitation(null);
        usher.invite(targeted, 2);
        usher.cancel(targeted, "p1@x.org");
        InvitationId open = usher.invitation(null);
        usher.cancel(open, "p1@x.org");

        AcceptanceRequested named = usher.ask(targeted, "P1@x.org");
        AcceptanceRequested another = usher.ask(targeted, "p2@x.org");
        AcceptanceRequested ofThePublic = usher.ask(open, "p1@x.org");
        AcceptanceRequested stranger = usher.ask(open, "p2@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 4);
        Map<AcceptanceId, AcceptanceDecided> decisions = decisions();
        assertThat(reason(decisions, named)).isEqualTo(RejectionReason.INVITEE_CANCELLED);
        assertThat(decisions.get(another.acceptance())).isInstanceOf(AcceptanceAccepted.class);
        assertThat(reason(decisions, ofThePublic)).isEqualTo(RejectionReason.INVITEE_CANCELLED);
        assertThat(decisions.get(stranger.acceptance())).isInstanceOf(AcceptanceAccepted.class);
    }

    @Test
    @OnKeptWorker
    void aTargetedInvitationWithoutInviteesAdmitsNobodyUntilPeopleAreAdded() {
        InvitationId invitation = usher.invitation(null);
        usher.invite(invitation, 0);

        AcceptanceRequested early = usher.ask(invitation, "p1@x.org");
        await().atMost(SOON).until(() -> decisions().size() == 1);
        usher.invite(invitation, 1);
        AcceptanceRequested late = usher.ask(invitation, "p1@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 2);
        assertThat(reason(decisions(), early)).isEqualTo(RejectionReason.NOT_INVITED);
        assertThat(decisions().get(late.acceptance())).isInstanceOf(AcceptanceAccepted.class);
    }

    @Test
    @OnKeptWorker
    void aRepeatedRequestGetsTheSameOutcomeAndUsesNothingMore() {
        InvitationId invitation = usher.invitation(2);
        AcceptanceRequested first = usher.ask(invitation, "a@x.org");
        AcceptanceRequested again = usher.ask(invitation, " A@X.ORG");
        usher.askAll(List.of(first)); // the same request, delivered twice
        AcceptanceRequested second = usher.ask(invitation, "b@x.org");

        await().atMost(SOON).until(() -> decisions().size() == 3);
        Map<AcceptanceId, AcceptanceDecided> decisions = decisions();
        assertThat(accepted(decisions, again).original()).isEqualTo(first.acceptance());
        assertThat(accepted(decisions, second).original()).isNull();
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and requests = 3"))
                .isEqualTo(1);
        assertThat(usher.records(Topic.ACCEPTANCES_DECIDED.topicName())).hasSize(3);
    }

    @Test
    void unreadableRecordsAreSetAsideAndDoNotStallThePartition() {
        usher.startWorker();
        InvitationId invitation = usher.invitation(null);
        byte[] key = invitation.toString().getBytes(UTF_8);
        String topic = Topic.ACCEPTANCES_REQUESTED.topicName();
        usher.send(new ProducerRecord<>(topic, key, "no event".getBytes(UTF_8)));
        usher.send(new ProducerRecord<>(topic, null, null));
        AcceptanceRequested nul = new AcceptanceRequested(
                usher.request(invitation, "x").acceptance(), invitation, usher.organization, "a@x.org", "\0", null);
        usher.askAll(List.of(nul, usher.request(invitation, "not an address")));

        AcceptanceRequested good = usher.ask(invitation, "good@x.org");

        await().atMost(SOON).until(() -> decisions().containsKey(good.acceptance()));
        await().atMost(SOON)
                .until(() ->
                        usher.records(Topic.ACCEPTANCES_REQUESTED.deadLetters()).size() == 4);
        assertThat(usher.records(Topic.ACCEPTANCES_REQUESTED.deadLetters())).anySatisfy(letter -> {
            assertThat(letter.value()).isEqualTo("no event".getBytes(UTF_8));
            assertThat(letter.key()).isEqualTo(key);
            assertThat(header(letter.headers(), DeadLetter.REASON)).startsWith("not a CloudEvent");
            assertThat(header(letter.headers(), DeadLetter.TOPIC)).isEqualTo(topic);
            assertThat(header(letter.headers(), DeadLetter.OFFSET)).isEqualTo("0");
        });
        await().atMost(SOON).until(() -> events(Topic.OPS).size() == 4);
        assertThat(events(Topic.OPS))
                .allSatisfy(event -> assertThat(event.event()).isInstanceOf(OpsDeadLetter.class));
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(1);
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), UTF_8);
    }
}
