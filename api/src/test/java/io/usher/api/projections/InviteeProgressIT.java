package io.usher.api.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.InviteeId;
import java.time.Instant;
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
    void theNewestMailIsTheEmailStatusOfAnInvitee() {
        Facts facts = invitation("ada@example.com", "bob@example.com", "eve@example.com");
        InviteeId ada = invitee(facts, "ada@example.com");
        InviteeId bob = invitee(facts, "bob@example.com");
        Instant later = facts.at().plusSeconds(60);

        publish(
                new EmailQueued(facts.mailTo(ada, "ada@example.com"), facts.at()),
                new EmailSent(facts.mailTo(ada, "ada@example.com"), facts.at(), 1),
                new EmailQueued(facts.mailTo(ada, "ada@example.com"), later),
                new EmailFailed(facts.mailTo(bob, "bob@example.com"), facts.at(), 1, "550 no such mailbox"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows("""
                        select address, email_status, email_reason, email_at > i.created_at + interval '50 seconds',
                               emailed_at < i.created_at + interval '50 seconds'
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
