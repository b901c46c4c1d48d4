package io.usher.api.projections;

import static io.usher.api.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.EmailEvent.EmailBounced;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.EmailSuppressed;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InviteeId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InviteeProgressIT extends ProjectingScenario {

    @Test
    void theNewestDecisionIsTheProgressOfAnInvitee() {
        Facts facts = invitation("Ada@example.com", "bob@example.com", "eve@example.com");
        AcceptanceOutcome waiting = facts.waitlisted("bob@example.com");

        publish(
                facts.rejected("ada@example.com", RejectionReason.QUOTA_FULL),
                facts.accepted(" ADA@example.com"),
                facts.accepted("stranger@example.com"),
                waiting,
                facts.withdrawn(waiting.acceptance(), "bob@example.com"));

        awaitDecided(facts, 4);
        assertThat(progress(facts)).containsExactly("ada@example.com accepted", "bob@example.com declined");
    }

    @Test
    void whoeverAsksForASeatHasRequestedUntilThatIsDecided() {
        Facts facts = invitation("ada@example.com", "bob@example.com", "eve@example.com", "kim@example.com");
        AcceptanceOutcome refused = facts.rejected("kim@example.com", RejectionReason.QUOTA_FULL);
        publish(
                facts.rejected("bob@example.com", RejectionReason.QUOTA_FULL),
                facts.accepted("eve@example.com"),
                refused);
        awaitDecided(facts, 3);

        publish(
                facts.requested(new AcceptanceId(UUID.randomUUID()), " ADA@example.com"),
                facts.requested(new AcceptanceId(UUID.randomUUID()), "bob@example.com"),
                facts.requested(new AcceptanceId(UUID.randomUUID()), "eve@example.com"),
                facts.requested(refused.acceptance(), "kim@example.com"),
                facts.requested(new AcceptanceId(UUID.randomUUID()), "stranger@example.com"));
        awaitCaughtUp();

        assertThat(progress(facts))
                .as("who is accepted, or is asked for by a request that is decided, stays what they are")
                .containsExactly(
                        "ada@example.com requested",
                        "bob@example.com requested",
                        "eve@example.com accepted",
                        "kim@example.com rejected");
        assertThat(get(API.platform(), "/api/v1/invitations/" + facts.invitation() + "/invitees?progress=requested")
                        .json()
                        .path("items"))
                .hasSize(2);

        publish(facts.waitlisted("ada@example.com"));
        awaitDecided(facts, 4);
        assertThat(progress(facts)).contains("ada@example.com waitlisted", "bob@example.com requested");
    }

    @Test
    void whoeverAsksAnewHasRequestedInWhateverOrderThatIsRead() {
        Facts facts = invitation("bob@example.com");
        publish(facts.requested(new AcceptanceId(UUID.randomUUID()), "bob@example.com"));
        awaitCaughtUp();

        publish(facts.rejected("bob@example.com", RejectionReason.QUOTA_FULL));
        awaitDecided(facts, 1);
        assertThat(progress(facts)).containsExactly("bob@example.com requested");

        publish(facts.at(facts.at().plusSeconds(120)).rejected("bob@example.com", RejectionReason.QUOTA_FULL));
        awaitDecided(facts, 2);
        assertThat(progress(facts)).containsExactly("bob@example.com rejected");
    }

    @Test
    void theNewestMailIsTheEmailStatusOfAnInvitee() {
        Facts facts = invitation("ada@example.com", "bob@example.com", "eve@example.com");
        InviteeId ada = invitee(facts, "ada@example.com");
        InviteeId bob = invitee(facts, "bob@example.com");
        Mail first = facts.mailTo(ada, "ada@example.com");
        Instant later = facts.at().plusSeconds(60);

        publish(
                new EmailQueued(first, facts.at()),
                new EmailSent(first, facts.at(), 1),
                new EmailQueued(facts.mailTo(ada, "ada@example.com"), later),
                new EmailFailed(facts.mailTo(bob, "bob@example.com"), facts.at(), 1, "550 no such mailbox"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows("""
                        select address, email_status, email_reason, email_at > i.invited_at + interval '50 seconds',
                               emailed_at < i.invited_at + interval '50 seconds'
                        from directory.invitee_progress join directory.invitee i on i.id = invitee_id
                        where i.invitation_id = '%s' order by address""".formatted(facts.invitation())))
                        .containsExactly(
                                "ada@example.com queued null t t",
                                "bob@example.com failed 550 no such mailbox f null"));
        JsonNode stats = stats(facts, "");
        assertThat(stats.path("invited").asInt()).isEqualTo(3);
        assertThat(stats.path("sent").asInt()).isEqualTo(1);
    }

    @Test
    void aMailThatWasSentMayBounceAndOneMayBeSuppressed() {
        Facts facts = invitation("ada@example.com", "bob@example.com");
        Mail ofAda = facts.mailTo(invitee(facts, "ada@example.com"), "ada@example.com");
        Mail ofBob = facts.mailTo(invitee(facts, "bob@example.com"), "bob@example.com");

        publish(
                new EmailQueued(ofAda, facts.at()),
                new EmailSent(ofAda, facts.at(), 1),
                new EmailBounced(ofAda, facts.at().plusSeconds(60), 1, "550 5.1.1 no such mailbox"),
                new EmailQueued(ofBob, facts.at()),
                new EmailSuppressed(ofBob, facts.at(), SuppressionReason.UNSUBSCRIBED));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows("""
                        select address, email_status, email_reason, emailed_at is not null from directory.invitee_progress
                        join directory.invitee i on i.id = invitee_id
                        where i.invitation_id = '%s' order by address""".formatted(facts.invitation())))
                        .containsExactly(
                                "ada@example.com bounced 550 5.1.1 no such mailbox t",
                                "bob@example.com suppressed unsubscribed f"));
        JsonNode stats = stats(facts, "");
        assertThat(stats.path("sent").asInt()).isOne();
        assertThat(stats.path("bounced").asInt()).isOne();
    }

    @Test
    void whatBecomesOfAnEarlierMailOrOfAReminderLeavesTheStatusAlone() {
        Facts facts = invitation("ada@example.com", "bob@example.com", "eve@example.com");
        Mail first = facts.mailTo(invitee(facts, "ada@example.com"), "ada@example.com");
        Mail second = facts.mailTo(invitee(facts, "ada@example.com"), "ada@example.com");
        Mail ofBob = facts.mailTo(invitee(facts, "bob@example.com"), "bob@example.com");
        Mail reminder = facts.reminderTo(invitee(facts, "bob@example.com"), "bob@example.com");
        String status = """
                select address, email_status, email_reason from directory.invitee_progress
                join directory.invitee i on i.id = invitee_id
                where i.invitation_id = '%s' and address <> 'eve@example.com' order by address""".formatted(facts.invitation());

        publish(
                new EmailQueued(first, facts.at()),
                new EmailQueued(second, facts.at().plusSeconds(1)),
                new EmailQueued(ofBob, facts.at()),
                new EmailSent(second, facts.at().plusSeconds(2), 1),
                new EmailSent(ofBob, facts.at().plusSeconds(2), 1));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows(status))
                        .containsExactly("ada@example.com sent null", "bob@example.com sent null"));

        publish(
                new EmailFailed(first, facts.at().plusSeconds(3), 0, "a newer invitation replaced it"),
                new EmailQueued(second, facts.at().plusSeconds(1)),
                new EmailQueued(reminder, facts.at().plusSeconds(3)),
                new EmailFailed(reminder, facts.at().plusSeconds(3), 0, "the invitee had asked"),
                facts.accepted("eve@example.com"));
        awaitCaughtUp();
        assertThat(rows(status)).containsExactly("ada@example.com sent null", "bob@example.com sent null");
        assertThat(stats(facts, "").path("sent").asInt()).isEqualTo(2);

        execute("update directory.invitee_progress set email_status = 'bounced' where invitee_id = '%s'"
                .formatted(invitee(facts, "bob@example.com")));
        assertThat(stats(facts, "").path("bounced").asInt()).isOne();
        execute("delete from directory.invitee where id in ('%s', '%s')"
                .formatted(invitee(facts, "ada@example.com"), invitee(facts, "bob@example.com")));
        assertThat(stats(facts, "").path("sent").asInt()).isZero();
        assertThat(stats(facts, "").path("bounced").asInt()).isZero();
    }

    @Test
    void whatHappenedToAnEarlierInviteeOfTheAddressChangesNothing() {
        Facts facts = invitation("ada@example.com", "bob@example.com");
        Facts before = facts.at(facts.at().minusSeconds(60));

        publish(before.accepted("ada@example.com"), facts.accepted("bob@example.com"));

        awaitDecided(facts, 2);
        assertThat(progress(facts)).containsExactly("bob@example.com accepted");
    }

    @Test
    void nothingIsKeptOfAPersonWhoIsErased() {
        Facts facts = invitation("ada@example.com", "bob@example.com");
        InviteeId ada = invitee(facts, "ada@example.com");
        publish(
                facts.accepted("ada@example.com"),
                facts.accepted("bob@example.com"),
                new EmailFailed(facts.mailTo(ada, "ada@example.com"), facts.at(), 1, "550 ada@example.com"));
        await().atMost(SOON).until(() -> rows("""
                select 1 from directory.invitee_progress
                where progress = 'accepted' and email_status = 'failed' and invitee_id = '%s'""".formatted(ada)).size() == 1);

        tombstone(facts, "ada@example.com");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(progress(facts))
                        .containsExactly("ada@example.com null", "bob@example.com accepted"));
        assertThat(rows("""
                select coalesce(email_status, email_reason, acceptance_id::text, progress_at::text, email_at::text)
                from directory.invitee_progress where invitee_id = '%s'""".formatted(ada))).containsExactly("null");

        publish(facts.accepted("ada@example.com"), facts.accepted("bob@example.com"));
        awaitDecided(facts, 4);
        assertThat(progress(facts)).containsExactly("ada@example.com null", "bob@example.com accepted");

        execute("delete from directory.invitee where id = '%s'".formatted(ada));
        assertThat(progress(facts)).containsExactly("bob@example.com accepted");
    }
}
