package io.usher.notifier;

import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.notifier.sending.MailPriority;
import io.usher.testing.ReusedConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes the API's tables, and reads and writes the notifier's. */
public final class Directory {

    private final Database database;

    public Directory(Database database) {
        this.database = database;
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

    /** As if the mails of the invitation had been sent that long ago. */
    void ageMails(InvitationId invitation, Duration age) {
        execute(
                "update notification.message set done_at = now() - ? * interval '1 second' where invitation_id = ?",
                age.toSeconds(),
                invitation.value());
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

    /** The number of messages that wait until the invitation can be used. */
    long waiting(InvitationId invitation) {
        return count(
                "select count(*) from notification.message where invitation_id = ? and waits and lease is null",
                invitation.value());
    }

    void delete(InvitationId invitation) {
        execute("update directory.invitation set deleted_at = now() where id = ?", invitation.value());
    }

    long messages(InvitationId invitation, String state) {
        return count(
                "select count(*) from notification.message where invitation_id = ? and state = ?",
                invitation.value(),
                state);
    }

    /** An event about a mail to that address, as Kafka refused it. */
    void refuse(Invited invited, String email) {
        execute("""
                insert into notification.outbox_refused
                    (outbox_id, place, topic, key, headers, value, created_at, reason, refused_at)
                values ((select count(*) from notification.outbox_refused), 0, 'onboarding.emails', '', '{}',
                    convert_to(?, 'UTF8'), now() - interval '1 minute', 'a test', now())""", "{\"organization\":\"%s\",\"email\":\"%s\"}".formatted(invited.organization(), email));
    }

    long refused(String email) {
        return count(
                "select count(*) from notification.outbox_refused where strpos(convert_from(value, 'UTF8'), ?) > 0",
                email);
    }

    /** How often the address is suppressed, in that organization and for that reason. */
    long suppressions(OrganizationId organization, String address, SuppressionReason reason) {
        return count(
                "select count(*) from notification.suppression where organization_id = ? and address = ? and reason = ?",
                organization.value(),
                address,
                reason.wireName());
    }

    /** The number of people to whom some organization does not write, also of those who were erased. */
    long suppressions() {
        return count("select count(*) from notification.suppression");
    }

    /** The id of the newest mail to that address. */
    MessageId newestMail(String email) {
        try (Connection connection = connect();
                PreparedStatement newest = connection.prepareStatement(
                        "select id from notification.message where email = ? order by created_at desc limit 1")) {
            newest.setObject(1, email);
            try (ResultSet result = newest.executeQuery()) {
                result.next();
                return new MessageId(result.getObject(1, UUID.class));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The number of erased people. */
    long erasures() {
        return count("select count(*) from notification.erasure");
    }

    /** Whether every lease of a message of the invitation has expired. */
    boolean leasesHaveEnded(InvitationId invitation) {
        return count(
                        "select count(*) from notification.message where invitation_id = ? and lease is not null and due_at > now()",
                        invitation.value())
                == 0;
    }

    /** Makes the message to that address as old as that. */
    void age(String email, Duration age) {
        execute(
                "update notification.message set done_at = now() - ? * interval '1 second' where email = ?",
                age.toSeconds(),
                email);
    }

    /** Adds a due message without invitation. */
    MessageId addWelcome(OrganizationId organization, String email) {
        MessageId message = new MessageId(UUID.randomUUID());
        execute("""
                insert into notification.message (id, purpose, kind, organization_id, address, email, state, priority,
                    due_at, created_at, called_at)
                values (?, 'alone', 'welcome', ?, ?, ?, 'queued', 0, now(), now(), now())
                """, message.value(), organization.value(), email, email);
        return message;
    }

    /** Adds a queued invitation mail about an invitation that need not exist. */
    public void addMessage(Invited about, String email, MailPriority priority, Duration dueIn) {
        execute(
                """
                insert into notification.message (id, purpose, kind, organization_id, invitation_id, address, email, state,
                    priority, due_at, created_at, called_at)
                values (gen_random_uuid(), ?, 'invitation', ?, ?, ?, ?, 'queued',
                    ?, now() + ? * interval '1 second', now(), now())
                """,
                email,
                about.organization().value(),
                about.invitation().value(),
                email,
                email,
                priority.rank(),
                dueIn.toSeconds());
    }

    /** As if the messages of the invitation had been queued, and attempted for the first time, that long ago. */
    public void ageQueue(InvitationId invitation, Duration age) {
        execute("""
                update notification.message set created_at = now() - ? * interval '1 second',
                    sendable_at = now() - ? * interval '1 second', due_at = now(), lease = null
                where invitation_id = ?
                """, age.toSeconds(), age.toSeconds(), invitation.value());
    }

    void addOldMessages(Invited invited, int count, Duration age) {
        execute("""
                insert into notification.message (id, purpose, kind, organization_id, invitation_id, address, email, state,
                    priority, created_at, called_at, done_at)
                select gen_random_uuid(), 'old/' || i, 'welcome', ?, ?, 'a@example.com', 'a@example.com', 'sent',
                    0, now(), now(), now() - ? * interval '1 second'
                from generate_series(1, ?) as i
                """, invited.organization().value(), invited.invitation().value(), age.toSeconds(), count);
    }

    /** Adds mails of the organization that came to that end that long ago. */
    void addMails(OrganizationId organization, String state, int count, Duration ago) {
        execute("""
                insert into notification.message (id, purpose, kind, organization_id, address, email, state,
                    priority, created_at, called_at, done_at)
                select gen_random_uuid(), gen_random_uuid()::text, 'welcome', ?, 'a@example.com', 'a@example.com', ?,
                    0, now(), now(), now() - ? * interval '1 second'
                from generate_series(1, ?) as i
                """, organization.value(), state, ago.toSeconds(), count);
    }

    /** As if those mails of the organization had arrived that had bounced. */
    void deliverBounced(OrganizationId organization) {
        execute(
                "update notification.message set state = 'sent' where state = 'bounced' and organization_id = ?",
                organization.value());
    }

    /** The number of organizations whose rate of bounces is too high. */
    long bounceAlarms() {
        return count("select count(*) from notification.bounce_alarm");
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

    /** How many mails about accounts are in that state. */
    long accountMails(String state) {
        return count(
                "select count(*) from notification.message where member_id is null and acceptance_id is null"
                        + " and invitee_id is null and state = ?",
                state);
    }

    private long count(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement count = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                count.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = count.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql, @Nullable Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return ReusedConnections.to(database);
    }

    /** What mails are about. */
    public record Invited(OrganizationId organization, InvitationId invitation, String code) {}
}
