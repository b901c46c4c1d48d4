package io.usher.notifier;

import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the tables of the API and of the acceptance worker, and reads and writes the notifier's. */
public final class Directory extends MessageRows {

    public Directory(Database database) {
        super(database);
    }

    /** An organization with one public invitation. */
    public Invited invitation(String organizationName, String name, @Nullable String locale) {
        OrganizationId organization = new OrganizationId(UUID.randomUUID());
        InvitationId invitation = new InvitationId(UUID.randomUUID());
        String code = UUID.randomUUID().toString().replace("-", "");
        execute(
                "insert into directory.organization (id, slug, name, created_at, updated_at) values (?, ?, ?, now(), now())",
                organization.value(),
                organization.toString(),
                organizationName);
        execute("""
                insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode,
                    grant_ids, status, send_emails, locale, created_by, created_at, updated_at, version)
                values (?, ?, ?, ?, '{}', false, 'public', '{}', 'enabled', true, ?, 'test', now(), now(), 1)
                """, invitation.value(), code, organization.value(), name, locale);
        return new Invited(organization, invitation, code);
    }

    /** The language and the reply address of the organization's mails. */
    void change(OrganizationId organization, @Nullable String locale, @Nullable String replyTo) {
        execute(
                "update directory.organization set locale = ?, reply_to = ? where id = ?",
                locale,
                replyTo,
                organization.value());
    }

    /** The invitee of the event, whose personal link ends with the invitation. */
    InviteeInvited invite(InviteeInvited invited) {
        execute(
                """
                insert into directory.invitee (id, invitation_id, organization_id, address, email, first_name, last_name,
                    invited_by, invited_at, link_generation)
                values (?, ?, ?, ?, ?, ?, ?, 'test', now(), ?)
                """,
                invited.invitee().value(),
                invited.invitation().value(),
                invited.organization().value(),
                invited.email().toLowerCase(Locale.ROOT),
                invited.email(),
                invited.firstName(),
                invited.lastName(),
                invited.generation());
        return invited;
    }

    void renewLink(InviteeInvited invited, int generation) {
        execute(
                "update directory.invitee set link_generation = ? where id = ?",
                generation,
                invited.invitee().value());
    }

    void endLink(InviteeInvited invited, Duration in) {
        execute(
                "update directory.invitee set link_expires_at = now() + ? * interval '1 second' where id = ?",
                in.toSeconds(),
                invited.invitee().value());
    }

    void cancel(InviteeInvited invited) {
        execute(
                "update directory.invitee set cancelled_at = now() where id = ?",
                invited.invitee().value());
    }

    void decline(InviteeInvited invited) {
        execute(
                "update directory.invitee set declined_at = now() where id = ?",
                invited.invitee().value());
    }

    /** The invitee has a seat or waits for one. */
    void ask(InviteeInvited invited, String outcome) {
        acceptance(invited, outcome, true);
    }

    /** The invitee has been given that answer and holds nothing, or holds it no longer. */
    void answer(InviteeInvited invited, String outcome) {
        acceptance(invited, outcome, false);
    }

    private void acceptance(InviteeInvited invited, String outcome, boolean holds) {
        execute(
                """
                insert into onboarding.acceptance (id, organization_id, invitation_id, grant_set_id, requested_at,
                    decided_at, ordinal, slot, log_offset, joined, outcome, reason, address)
                select gen_random_uuid(), ?, ?, case when ? = 'accepted' then gen_random_uuid() end, now(),
                    now(), 1 + count(*), case when ? then 0 else 1 + count(*) end, 0, false, ?,
                    case when ? = 'rejected' then 'quota-full' end, ?
                from onboarding.acceptance where invitation_id = ?
                """,
                invited.organization().value(),
                invited.invitation().value(),
                outcome,
                holds,
                outcome,
                outcome,
                invited.email().toLowerCase(Locale.ROOT),
                invited.invitation().value());
    }

    void disable(InvitationId invitation) {
        execute("update directory.invitation set status = 'disabled' where id = ?", invitation.value());
    }

    void enable(InvitationId invitation) {
        execute("update directory.invitation set status = 'enabled' where id = ?", invitation.value());
    }

    void open(InvitationId invitation, Duration in) {
        execute(
                "update directory.invitation set opens_at = now() + ? * interval '1 millisecond' where id = ?",
                in.toMillis(),
                invitation.value());
    }

    void expire(InvitationId invitation, Duration in) {
        execute(
                "update directory.invitation set expires_at = now() + ? * interval '1 millisecond' where id = ?",
                in.toMillis(),
                invitation.value());
    }

    void delete(InvitationId invitation) {
        execute("update directory.invitation set deleted_at = now() where id = ?", invitation.value());
    }

    /** A member called Ada who joined that long ago and whose access ends then. */
    void member(Invited through, String email, Duration joinedAgo, Duration endsIn, String state) {
        String address = email.toLowerCase(Locale.ROOT);
        execute(
                """
                insert into onboarding.member (organization_id, id, invitation_id, joined_at, access_expires_at, state,
                    address, email, first_name, grant_ids)
                values (?, ?, ?, now() - ? * interval '1 second', now() + ? * interval '1 second', ?,
                    ?, ?, 'Ada', '{}')
                """,
                through.organization().value(),
                MemberId.of(through.organization(), address).value(),
                through.invitation().value(),
                joinedAgo.toSeconds(),
                endsIn.toSeconds(),
                state,
                address,
                email);
    }

    void moveAccessEnd(Invited through, String email, Duration endsIn) {
        execute("""
                update onboarding.member set access_expires_at = now() + ? * interval '1 second'
                where organization_id = ? and address = ?
                """, endsIn.toSeconds(), through.organization().value(), email.toLowerCase(Locale.ROOT));
    }

    /** What mails are about. */
    public record Invited(OrganizationId organization, InvitationId invitation, String code) {}
}
