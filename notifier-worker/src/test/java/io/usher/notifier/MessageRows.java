package io.usher.notifier;

import io.usher.contract.event.SuppressionReason;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.notifier.sending.MailPriority;
import io.usher.testing.ReusedConnections;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes the notifier's tables. */
abstract class MessageRows {

    private final Database database;

    MessageRows(Database database) {
        this.database = database;
    }

    /** As if the mails of the invitation had been sent that long ago. */
    void ageMails(InvitationId invitation, Duration age) {
        execute(
                "update notification.message set done_at = now() - ? * interval '1 second' where invitation_id = ?",
                age.toSeconds(),
                invitation.value());
    }

    /** As if that much time had passed for the invitation and the mails that wait for it. */
    void pass(Duration time, InvitationId invitation) {
        execute("""
                with passed as (select ? * interval '1 second' as elapsed),
                    moved as (
                        update directory.invitation
                        set opens_at = opens_at - elapsed, expires_at = expires_at - elapsed
                        from passed where id = ?)
                update notification.message
                set created_at = created_at - elapsed, sendable_at = sendable_at - elapsed, due_at = due_at - elapsed
                from passed where invitation_id = ? and waits
                """, time.toSeconds(), invitation.value(), invitation.value());
    }

    /** The number of messages that wait until the invitation can be used. */
    long waiting(InvitationId invitation) {
        return count(
                "select count(*) from notification.message where invitation_id = ? and waits and lease is null",
                invitation.value());
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
        return new MessageId(ReusedConnections.client(database)
                .sql("select id from notification.message where email = ? order by created_at desc limit 1")
                .params(email)
                .query(UUID.class)
                .single());
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

    /** How many mails about accounts are in that state. */
    long accountMails(String state) {
        return count(
                "select count(*) from notification.message where member_id is null and acceptance_id is null"
                        + " and invitee_id is null and state = ?",
                state);
    }

    long count(String sql, Object... parameters) {
        return ReusedConnections.client(database)
                .sql(sql)
                .params(parameters)
                .query(Long.class)
                .single();
    }

    void execute(String sql, @Nullable Object... parameters) {
        ReusedConnections.update(database, sql, parameters);
    }
}
