package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Acceptances that are withdrawn and members who are removed. */
final class MemberCommandsIT extends SeatsScenario {

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void theSeatOfARemovedMemberGoesToThePersonWhoHasWaitedLongest() {
        usher.planSeats(1);
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
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void anAcceptanceThatIsWithdrawnGivesItsUseAndSeatToTheNext() {
        usher.planSeats(1);
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
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void aMemberWithAnotherAcceptanceStaysAMember() {
        AcceptanceRequested first = usher.ask(usher.queueing(1), ADA);
        usher.ask(usher.queueing(1), ADA);
        awaitDecided(2);

        usher.command(withdrawal(first));

        await().atMost(SOON).until(() -> of(first).contains(AcceptanceWithdrawn.class));
        assertThat(membersNow()).containsExactly(ADA);
        assertThat(usher.count("onboarding.member where grant_ids @> array['%s', '%s']::uuid[]"
                        .formatted(usher.role, usher.team)))
                .as("with all that they were granted")
                .isOne();
        assertThat(usher.count("onboarding.invitation_seats where accepted = 0"))
                .isOne();
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void aPersonWhoLeavesTheWaitingListIsNotPromotedAndCanRequestAgain() {
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
    void whoIsBeingErasedIsNoOtherAdministrator() {
        UUID admin = usher.grantable(GrantKind.ROLE, "admin");
        usher.sql
                .sql("update directory.grantable set built_in = true where id = ?")
                .params(admin)
                .update();
        usher.startWorker(BY_THE_TIMER_TOO);
        InvitationId invitation = usher.granting(admin);
        usher.ask(invitation, ADA);
        usher.ask(invitation, GRACE);
        awaitDecided(2);
        beingErased(GRACE, true);

        usher.command(removal(ADA));
        await().atMost(SOON).until(() -> !refusals().isEmpty());
        assertThat(refusals()).containsExactly(MemberChangeRefused.LAST_ADMIN);
        usher.command(removal(GRACE));

        await().atMost(SOON).until(() -> membersNow().equals(List.of(ADA)));
    }

    /** The API was stopped between two steps. */
    @Test
    void whoseErasureBrokeOffIsAnotherAdministrator() {
        UUID admin = usher.grantable(GrantKind.ROLE, "admin");
        usher.sql
                .sql("update directory.grantable set built_in = true where id = ?")
                .params(admin)
                .update();
        usher.startWorker(BY_THE_TIMER_TOO);
        InvitationId invitation = usher.granting(admin);
        usher.ask(invitation, ADA);
        usher.ask(invitation, GRACE);
        awaitDecided(2);
        beingErased(GRACE, false);

        usher.command(removal(ADA));

        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
    }

    /** Since an hour ago. */
    private void beingErased(String address, boolean confirmed) {
        usher.sql.sql("""
                        insert into directory.admin_erasure (organization_id, member_id, requested_at, confirmed)
                        select organization_id, id, now() - interval '1 hour', ? from onboarding.member where address = ?""").params(confirmed, address).update();
    }

    /** As if the member had been made a manager since the API looked. */
    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void aMemberWhoHoldsMoreThanTheCallerIsNotChangedByAnyCommand() {
        UUID manager = usher.grantable(GrantKind.ROLE, "manager");
        usher.sql
                .sql("update directory.grantable set permissions = array['members:read', 'members:write'] where id = ?")
                .params(manager)
                .update();
        usher.ask(usher.granting(manager), ADA);
        awaitDecided(1);
        List<String> less = List.of("members:write");

        usher.command(new MemberRemovalRequested(new CommandId(randomUUID()), usher.organization, ADA, less, null));
        usher.command(new MemberChangeRequested(
                new CommandId(randomUUID()),
                usher.organization,
                ADA,
                Map.of(GrantKind.ROLE, List.of(new GrantableId(usher.role))),
                List.of(),
                false,
                null,
                less,
                null));
        usher.command(new MemberTeamChangeRequested(
                new CommandId(randomUUID()),
                usher.organization,
                new GrantableId(usher.team),
                List.of(MemberId.of(usher.organization, ADA)),
                List.of(),
                less,
                null));

        await().atMost(SOON).until(() -> usher.count("onboarding.command") == 3);
        awaitPublished();
        assertThat(refusals())
                .containsExactly(MemberChangeRefused.EXCEEDS_OWN_SCOPES, MemberChangeRefused.EXCEEDS_OWN_SCOPES);
        assertThat(usher.count("onboarding.command where outcomes = array['exceeds-own-scopes']"))
                .isOne();
        assertThat(usher.count("onboarding.member where grant_ids = array['%s']::uuid[]".formatted(manager)))
                .isOne();

        usher.sql
                .sql("update directory.grantable set deleted_at = now() where id = ?")
                .params(manager)
                .update();
        usher.command(new MemberRemovalRequested(new CommandId(randomUUID()), usher.organization, ADA, less, null));
        await().atMost(SOON).until(() -> membersNow().isEmpty());
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

    /** Whoever still waits for the answer gets it. */
    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void theRefusalOfACommandThatStandsInTheLogTwiceIsPublishedAgain() {
        MemberRemovalRequested removal = removal(ADA);

        usher.command(removal);
        usher.command(removal);

        await().atMost(SOON).until(() -> eventsWithRepeats(Topic.MEMBERS).size() == 2);
        assertThat(events(Topic.MEMBERS)).as("of one id").hasSize(1);
        assertThat(refusals()).containsOnly(MemberChangeRefused.NOT_A_MEMBER);
    }
}
