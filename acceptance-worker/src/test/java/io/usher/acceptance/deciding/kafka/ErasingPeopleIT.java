package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What becomes of people who are erased, and of what they asked for later. */
@ExtendWith(OutputCaptureExtension.class)
final class ErasingPeopleIT extends ErasingScenario {

    @Test
    void anErasedPersonWhoHasRequestedAgainIsAMemberByThatRequestAlone() {
        InvitationId invitation = usher.invitation(null);
        decideAnHourEarlier(worker, 0, usher.request(invitation, ADA));
        AcceptanceRequested again = request(invitation, "Augusta", "King");
        AcceptanceRequested onceMore = request(invitation, "A.", "K.");
        decide(worker, 0, 1, again, onceMore);

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);

        awaitPublished();
        assertThat(usher.tombstones(ADA)).as("still a member").isZero();

        AcceptanceRequested afterwards = usher.request(invitation, ADA);
        decide(worker, 0, 3, afterwards);
        assertThat(usher.count("onboarding.acceptance a join onboarding.member m using (organization_id, address)"
                        + " where a.id = '%s' and a.original is null and m.joined_at = a.decided_at"
                                .formatted(again.acceptance())))
                .isOne();
        assertThat(usher.count("onboarding.acceptance where original = '%s' and id in ('%s', '%s')"
                        .formatted(again.acceptance(), onceMore.acceptance(), afterwards.acceptance())))
                .isEqualTo(2);
        assertThat(usher.count("onboarding.member where first_name = 'Augusta' and last_name = 'King'"))
                .isOne();
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1"))
                .isOne();
        assertThat(usher.count("onboarding.organization_seats where taken = 1")).isOne();
    }

    @Test
    void aMemberIsNamedAsInTheFirstAcceptanceThatIsLeft() {
        decideAnHourEarlier(worker, 0, usher.request(usher.invitation(null), ADA));
        decide(worker, 0, 1, request(usher.invitation(null), "Augusta", "King"));
        decide(worker, 0, 2, request(usher.invitation(null), "A.", "K."));

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);

        awaitPublished();
        assertThat(usher.tombstones(ADA)).as("still a member").isZero();

        assertThat(usher.count("onboarding.member where first_name = 'Augusta' and last_name = 'King'"))
                .isOne();
    }

    @Test
    void eventsAboutThePersonThatKafkaRefusedAreDeleted() {
        refused(1, "Ada@X.org", "1 hour");
        refused(2, "ada@x.org.example", "1 hour");
        refused(3, GRACE, "1 hour");
        refused(4, ADA, "1 minute");

        erase(worker, ADA, Instant.now().minus(Duration.ofMinutes(30)));

        assertThat(usher.sql
                        .sql("select place from onboarding.outbox_refused order by place")
                        .query(Integer.class)
                        .list())
                .as("other addresses, and what is later than the erasure")
                .containsExactly(2, 3, 4);
    }

    private void refused(int place, String email, String age) {
        usher.sql
                .sql("""
                        insert into onboarding.outbox_refused
                            (outbox_id, place, topic, key, headers, value, created_at, reason, refused_at)
                        values (1, :place, 'onboarding.members', '', '{}', convert_to(:value, 'UTF8'),
                            now() - cast(:age as interval), 'a test', now())
                        """)
                .param("place", place)
                .param("value", "{\"organization\":\"%s\",\"email\":\"%s\"}".formatted(usher.organization, email))
                .param("age", age)
                .update();
    }

    @Test
    void aPersonWithManyRequestsIsErasedInSteps() {
        usher.sql
                .sql("""
                        insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                            requested_at, decided_at, outcome, reason, joined, log_offset)
                        select gen_random_uuid(), :organization, :invitation, n, n, :address, now(), now(),
                               'rejected', 'quota-full', false, n
                        from generate_series(1, 2500) as n
                        """)
                .param("organization", usher.organization.value())
                .param("invitation", usher.invitation(null).value())
                .param("address", ADA)
                .update();

        erase(worker, ADA, Instant.now());

        assertThat(usher.count("onboarding.acceptance where address = '%s'".formatted(ADA)))
                .isZero();
        assertThat(usher.count("(select distinct xmin::text from onboarding.acceptance) as transactions"))
                .isEqualTo(3);
    }

    /** The use may be another acceptance's by now. */
    @Test
    void aRepeatOfAnAcceptanceThatWasWithdrawnTakesNoUse() {
        InvitationId invitation = usher.invitation(null);
        AcceptanceRequested first = usher.request(invitation, ADA);
        decideAnHourEarlier(worker, 0, first);
        decide(worker, 0, 1, usher.request(invitation, ADA));
        decide(worker, new Withdrawal(new CommandId(randomUUID()), first.acceptance(), invitation, usher.organization));
        AcceptanceRequested anew = usher.request(invitation, ADA);
        decide(worker, 0, 2, anew);

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);

        assertThat(usher.count("onboarding.acceptance where slot = 0 and address = '%s' and id = '%s'"
                        .formatted(ADA, anew.acceptance())))
                .isOne();
        assertThat(usher.count("onboarding.acceptance where slot = 0")).isOne();
    }

    @Test
    void aRepeatOfAnAcceptanceThatWasPromotedKeepsTheSeat() {
        InvitationId invitation = usher.queueing(1);
        decide(worker, 0, 0, usher.request(invitation, GRACE));
        decide(worker, 0, 1, usher.request(invitation, ADA));
        usher.sql
                .sql("update onboarding.acceptance set requested_at = requested_at - interval '1 hour'")
                .update();
        AcceptanceRequested again = usher.request(invitation, ADA);
        decide(worker, 0, 2, again);
        usher.sql.sql("update directory.invitation set quota = 2").update();
        decide(worker, new Promotion(usher.organization));

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);

        assertThat(usher.count("onboarding.acceptance where id = '%s' and outcome = 'accepted' and slot = 0"
                        .formatted(again.acceptance())))
                .isOne();
        assertThat(usher.count("onboarding.member")).isEqualTo(2);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 2 and waiting = 0"))
                .isOne();
    }

    @Test
    void anErasedPersonLeavesTheWaitingList() {
        InvitationId invitation = usher.queueing(1);
        decide(worker, 0, 0, usher.request(invitation, GRACE));
        decide(worker, 0, 1, usher.request(invitation, ADA));

        erase(worker, ADA, Instant.now());
        usher.sql.sql("update directory.invitation set quota = 2").update();
        decide(worker, new Promotion(usher.organization));

        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and waiting = 0"))
                .isOne();
        assertThat(usher.count("onboarding.acceptance where outcome = 'withdrawn' and erased"))
                .isOne();
    }

    @Test
    void theResultOfAnErasureIsLogged(CapturedOutput output) {
        decideAnHourEarlier(worker, 0, usher.request(usher.invitation(null), ADA));
        decide(worker, 0, 1, usher.request(usher.invitation(null), ADA));

        erase(worker, ADA, HALF_AN_HOUR_EARLIER);
        erase(worker, ADA, Instant.now());

        assertThat(output.getOut())
                .containsSubsequence(
                        "erased: one person, still a member by a later request, command ",
                        "erased: one person, no member now, command ");
    }
}
