package io.usher.notifier.sending;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EmailKind;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.notifier.Events;
import io.usher.notifier.sending.DeliveryOutcome.Suppressed;
import io.usher.notifier.sending.DeliveryOutcome.Undeliverable;
import io.usher.notifier.sending.DeliveryOutcome.Waits;
import io.usher.notifier.sending.InvitationOnMail.State;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SendingRulesTest {

    private static final InviteeId INVITEE = new InviteeId(UUID.randomUUID());
    private static final MemberId MEMBER = new MemberId(UUID.randomUUID());

    @ParameterizedTest
    @CsvSource({
        "ENABLED, ",
        "SCHEDULED, waits",
        "DISABLED, waits",
        "EXPIRED, its invitation expired before it was sent",
        "DELETED, its invitation was deleted before it was sent"
    })
    void anInvitationIsMailedOnceItCanBeUsedAndNotIfItNeverCan(State state, @Nullable String expected) {
        for (EmailKind kind : new EmailKind[] {EmailKind.INVITATION, EmailKind.REMINDER}) {
            assertThat(objection(kind, Mails.challenge(state))).isEqualTo(expected);
        }
    }

    @Test
    void onlyWhoIsStillToAnswerIsSentTheNewestLink() {
        InviteeOnMail pending = invitee(2, false, false, false);
        for (EmailKind kind : new EmailKind[] {EmailKind.INVITATION, EmailKind.REMINDER}) {
            assertThat(toInvitee(kind, pending)).isNull();
            assertThat(toInvitee(kind, null)).isEqualTo("the invitee no longer exists");
            assertThat(toInvitee(kind, invitee(3, false, false, false)))
                    .isEqualTo("a newer invitation replaced it before it was sent");
            assertThat(toInvitee(kind, invitee(2, true, false, false)))
                    .isEqualTo("the invitee was cancelled before it was sent");
            assertThat(toInvitee(kind, invitee(2, false, true, false)))
                    .isEqualTo("the invitee declined before it was sent");
            assertThat(toInvitee(kind, invitee(2, false, false, true)))
                    .isEqualTo("the invitee had asked for a seat before it was sent");
        }
    }

    /** Whoever was refused may be sent the invitation once more, but is not urged to answer what they have answered. */
    @Test
    void whoHasAnsweredIsNotRemindedWhateverTheyWereAnswered() {
        InviteeOnMail answered = new InviteeOnMail(INVITEE, 2, null, false, false, false, false, true);

        assertThat(toInvitee(EmailKind.REMINDER, answered))
                .isEqualTo("the invitee had asked for a seat before it was sent");
        assertThat(toInvitee(EmailKind.INVITATION, answered)).isNull();
    }

    /** An invitation that waited for long leads to the invitation itself instead. */
    @Test
    void nobodyIsRemindedOfALinkThatHasExpired() {
        InviteeOnMail late = new InviteeOnMail(INVITEE, 2, Events.NOON, true, false, false, false, false);

        assertThat(toInvitee(EmailKind.REMINDER, late)).isEqualTo("the personal link expired before it was sent");
        assertThat(toInvitee(EmailKind.INVITATION, late)).isNull();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void whatBecameOfARequestIsMailedWhateverHappenedToTheInvitation(State state) {
        for (EmailKind kind :
                new EmailKind[] {EmailKind.WELCOME, EmailKind.WAITLISTED, EmailKind.PROMOTED, EmailKind.REFUSAL}) {
            assertThat(objection(kind, Mails.challenge(state))).as("%s", kind).isNull();
        }
    }

    @Test
    void anEndOfAnAccessIsAnnouncedOnlyIfItStillStands() {
        String moved = "the end of the access was changed before it was sent";

        assertThat(access(EmailKind.ACCESS_ENDING, new MemberOnMail(true, Events.NOON)))
                .isNull();
        assertThat(access(EmailKind.ACCESS_ENDING, new MemberOnMail(true, Events.NOON.plusSeconds(1))))
                .isEqualTo(moved);
        assertThat(access(EmailKind.ACCESS_ENDING, new MemberOnMail(true, null)))
                .isEqualTo(moved);
        assertThat(access(EmailKind.ACCESS_ENDING, new MemberOnMail(false, Events.NOON)))
                .isEqualTo(moved);
        assertThat(access(EmailKind.ACCESS_ENDING, null)).isEqualTo(moved);
    }

    @Test
    void anEndedAccessIsToldOnlyToWhoIsNoMember() {
        assertThat(access(EmailKind.ACCESS_ENDED, new MemberOnMail(false, Events.NOON)))
                .isNull();
        assertThat(access(EmailKind.ACCESS_ENDED, new MemberOnMail(true, null)))
                .isEqualTo("the person was a member again before it was sent");
        assertThat(access(EmailKind.ACCESS_ENDED, null)).isEqualTo("the member no longer exists");
    }

    @ParameterizedTest
    @EnumSource(EmailKind.class)
    void anAddressThatIsSuppressedGetsTransactionalMailAlone(EmailKind kind) {
        MailContext about = new MailContext(
                Mails.ENGINES,
                Mails.CHALLENGE.invitation(),
                null,
                new MemberOnMail(true, null),
                SuppressionReason.UNSUBSCRIBED,
                false);
        Optional<DeliveryOutcome> objection = SendingRules.objection(Mails.of(kind, MailDetails.NONE, about));

        if (kind.isTransactional()) {
            assertThat(objection).isNotEqualTo(Optional.of(new Suppressed(SuppressionReason.UNSUBSCRIBED)));
        } else {
            assertThat(objection).contains(new Suppressed(SuppressionReason.UNSUBSCRIBED));
        }
    }

    private static InviteeOnMail invitee(int generation, boolean cancelled, boolean declined, boolean asked) {
        return new InviteeOnMail(INVITEE, generation, null, false, cancelled, declined, asked, asked);
    }

    private static @Nullable String toInvitee(EmailKind kind, @Nullable InviteeOnMail invitee) {
        MailContext about = new MailContext(Mails.ENGINES, Mails.CHALLENGE.invitation(), invitee, null);
        return text(SendingRules.objection(Mails.toInvitee(kind, INVITEE, 2, about)));
    }

    private static @Nullable String access(EmailKind kind, @Nullable MemberOnMail member) {
        Instant told = Events.NOON;
        return text(SendingRules.objection(
                Mails.of(kind, MailDetails.access(MEMBER, told), new MailContext(Mails.ENGINES, null, null, member))));
    }

    private static @Nullable String objection(EmailKind kind, MailContext about) {
        return text(SendingRules.objection(Mails.of(kind, MailDetails.NONE, about)));
    }

    private static @Nullable String text(Optional<DeliveryOutcome> objection) {
        return objection
                .map(outcome -> switch (outcome) {
                    case Waits waits -> "waits";
                    case Undeliverable never -> never.reason();
                    default -> outcome.toString();
                })
                .orElse(null);
    }
}
