package io.usher.notifier;

import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.notifier.sending.MailPriority;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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

    void delete(InvitationId invitation) {
        execute("update directory.invitation set deleted_at = now() where id = ?", invitation.value());
    }

    long messages(InvitationId invitation, String state) {
        return count(
                "select count(*) from notification.message where invitation_id = ? and state = ?",
                invitation.value(),
                state);
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

    void addOldMessages(Invited invited, int count, Duration age) {
        execute("""
                insert into notification.message (id, purpose, kind, organization_id, invitation_id, address, email, state,
                    priority, created_at, called_at, done_at)
                select gen_random_uuid(), 'old/' || i, 'welcome', ?, ?, 'a@example.com', 'a@example.com', 'sent',
                    0, now(), now(), now() - ? * interval '1 second'
                from generate_series(1, ?) as i
                """, invited.organization().value(), invited.invitation().value(), age.toSeconds(), count);
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
        return DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
    }

    /** What mails are about. */
    public record Invited(OrganizationId organization, InvitationId invitation, String code) {}
}
