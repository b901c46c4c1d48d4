package io.usher.notifier.composing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.RejectionReason;
import io.usher.notifier.Events;
import io.usher.notifier.sending.MailDetails;
import io.usher.notifier.sending.MailPriority;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MailPolicyTest {

    private final Events events = Events.ofSomeInvitation();

    @Test
    void anInviteeGetsTheInvitation() {
        InviteeInvited invited = events.invited("Ada@Example.com");

        assertThat(MailPolicy.mailFor(invited)).hasValueSatisfying(mail -> {
            assertThat(mail.kind()).isEqualTo(EmailKind.INVITATION);
            assertThat(mail.priority()).isEqualTo(MailPriority.INVITATION);
            assertThat(mail.purpose()).isEqualTo("invitation/" + invited.invitee() + "/1");
            assertThat(mail.invitee()).isEqualTo(invited.invitee());
            assertThat(mail.acceptance()).isNull();
            assertThat(mail.recipient())
                    .isEqualTo(new Recipient("ada@example.com", "Ada@Example.com", "Ada", "Lovelace"));
        });
    }

    @Test
    void anInvitationThatIsSentOnceMoreIsAMailOfItsOwnAndComesFirst() {
        InviteeInvited invited = events.invited("ada@example.com");

        assertThat(MailPolicy.mailFor(events.resent(invited, 3))).hasValueSatisfying(mail -> {
            assertThat(mail.kind()).isEqualTo(EmailKind.INVITATION);
            assertThat(mail.priority()).isEqualTo(MailPriority.TRANSACTIONAL);
            assertThat(mail.purpose()).isEqualTo("invitation/" + invited.invitee() + "/3");
            assertThat(mail.details()).isEqualTo(MailDetails.personalLink(3));
        });
    }

    @Test
    void anInviteeWithoutMailGetsNone() {
        assertThat(MailPolicy.mailFor(events.invited("ada@example.com", false))).isEmpty();
    }

    @Test
    void anAcceptedPersonIsWelcomed() {
        AcceptanceAccepted accepted = events.accepted("ada@example.com");

        assertThat(MailPolicy.mailFor(accepted)).hasValueSatisfying(mail -> {
            assertThat(mail.kind()).isEqualTo(EmailKind.WELCOME);
            assertThat(mail.priority()).isEqualTo(MailPriority.TRANSACTIONAL);
            assertThat(mail.purpose()).isEqualTo("welcome/" + accepted.acceptance());
            assertThat(mail.acceptance()).isEqualTo(accepted.acceptance());
        });
    }

    @Test
    void aRepeatedRequestIsNotWelcomedAgain() {
        AcceptanceAccepted first = events.accepted("ada@example.com");

        assertThat(MailPolicy.mailFor(events.accepted("ada@example.com", first.acceptance())))
                .isEmpty();
    }

    @Test
    void aPromotedPersonIsToldSo() {
        AcceptancePromoted promoted = events.promoted("ada@example.com");

        assertThat(MailPolicy.mailFor(promoted)).hasValueSatisfying(mail -> {
            assertThat(mail.kind()).isEqualTo(EmailKind.PROMOTED);
            assertThat(mail.purpose()).isEqualTo("promoted/" + promoted.acceptance());
            assertThat(mail.acceptance()).isEqualTo(promoted.acceptance());
        });
    }

    @Test
    void whoWaitsIsToldTheirPlaceOnce() {
        AcceptanceWaitlisted waiting = events.waitlisted("ada@example.com", null);

        assertThat(MailPolicy.mailFor(waiting)).hasValueSatisfying(mail -> {
            assertThat(mail.kind()).isEqualTo(EmailKind.WAITLISTED);
            assertThat(mail.purpose()).isEqualTo("waitlisted/" + waiting.acceptance());
            assertThat(mail.details().position()).isOne();
        });
        assertThat(MailPolicy.mailFor(events.waitlisted("ada@example.com", waiting.acceptance())))
                .isEmpty();
    }

    @Test
    void whoseAccessHasEndedIsToldWhen() {
        MemberAccessEnded ended = events.accessEnded("ada@example.com", Events.NOON);

        assertThat(MailPolicy.mailFor(ended)).hasValueSatisfying(mail -> {
            assertThat(mail.kind()).isEqualTo(EmailKind.ACCESS_ENDED);
            assertThat(mail.purpose()).isEqualTo("access-ended/" + ended.member() + "/1903867200000000");
            assertThat(mail.details()).isEqualTo(MailDetails.access(ended.member(), Events.NOON));
            assertThat(mail.recipient().address()).isEqualTo("ada@example.com");
        });
    }

    @Test
    void aWithdrawnPersonGetsNoMail() {
        assertThat(MailPolicy.mailFor(events.withdrawn("ada@example.com"))).isEmpty();
    }

    @Test
    void aRejectedPersonGetsTheReason() {
        AcceptanceRejected rejected = events.rejected("Ada@Example.com", RejectionReason.QUOTA_FULL);

        assertThat(MailPolicy.mailFor(rejected)).hasValueSatisfying(mail -> {
            assertThat(mail.kind()).isEqualTo(EmailKind.REFUSAL);
            assertThat(mail.details().reason()).isEqualTo(RejectionReason.QUOTA_FULL);
            assertThat(mail.purpose()).isEqualTo("refusal/" + rejected.invitation() + "/ada@example.com/quota-full");
        });
    }

    @Test
    void refusalsOfOnePersonForOneReasonHaveOnePurpose() {
        Optional<String> first = purpose(events.rejected("ada@example.com", RejectionReason.QUOTA_FULL));

        assertThat(purpose(events.rejected(" ADA@example.com", RejectionReason.QUOTA_FULL)))
                .isEqualTo(first);
        assertThat(purpose(events.rejected("ada@example.com", RejectionReason.NOT_INVITED)))
                .isNotEqualTo(first);
    }

    private static Optional<String> purpose(AcceptanceRejected rejected) {
        return MailPolicy.mailFor(rejected).map(NewMessage::purpose);
    }
}
