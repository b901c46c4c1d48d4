package io.usher.notifier.composing;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.usher.embedded.Database;
import io.usher.notifier.Directory;
import io.usher.notifier.Directory.Invited;
import io.usher.testing.ReusedConnections;
import io.usher.testing.TestServers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** More invitees than fit on a page, whose links or invitations end soon. */
final class RemindingInviteesIT {

    private static final int MANY = 4_500;

    private final Database database = TestServers.freshDatabase();
    private final Directory directory = new Directory(database);
    private final List<String> purposes = new ArrayList<>();
    private final AtomicInteger pages = new AtomicInteger();

    @Test
    void everyoneIsRemindedOnceInPagesThatContinueWhereTheOneBeforeEnded() throws SQLException {
        Invited links = directory.invitation("Analytical Engines", "Spring challenge", null);
        Invited ending = directory.invitation("Analytical Engines", "Autumn challenge", null);
        Invited small = directory.invitation("Analytical Engines", "Winter challenge", null);
        invite(links, MANY);
        invite(ending, MANY);
        invite(small, 10);
        // Several end at the same moment, and not in the order of their ids.
        ReusedConnections.update(database, """
                update directory.invitee set link_expires_at = date_trunc('hour', now())
                    + (2 + mod(hashtext(id::text), 30)) * interval '1 hour' / 2 + interval '20 hours'
                where invitation_id = '%s'""".formatted(links.invitation()));
        ReusedConnections.update(database, """
                update directory.invitation set
                    expires_at = case id when '%s' then now() + interval '2 days' else now() + interval '90 days' end,
                    access_expires_at = case id when '%s' then now() + interval '2 days' end
                where id in ('%1$s', '%2$s')""".formatted(ending.invitation(), small.invitation()));

        reminding().run(pages::incrementAndGet).block();

        assertThat(purposes).hasSize(2 * MANY + 10).doesNotHaveDuplicates();
        assertThat(pages).hasValue(6);
    }

    private void invite(Invited invited, int count) throws SQLException {
        ReusedConnections.update(database, """
                with invited as (
                    insert into directory.invitee (id, invitation_id, organization_id, address, email, invited_by, invited_at)
                    select gen_random_uuid(), '%1$s', '%3$s', i || '@example.com', i || '@example.com', 'test', now() - interval '9 days'
                    from generate_series(1, %2$d) as i returning *)
                insert into notification.message (id, purpose, kind, organization_id, invitation_id, invitee_id, address,
                    email, state, priority, created_at, called_at, done_at)
                select gen_random_uuid(), 'invitation/' || id || '/1', 'invitation', '%3$s', '%1$s', id, address,
                    email, 'sent', 0, now(), invited_at, invited_at from invited""".formatted(invited.invitation(), count, invited.organization()));
    }

    private RemindingInvitees reminding() {
        DatabaseClient client =
                DatabaseClient.create(ConnectionFactories.get(ConnectionFactoryOptions.parse(database.r2dbcUrl())
                        .mutate()
                        .option(ConnectionFactoryOptions.USER, "usher_notifier_worker")
                        .option(ConnectionFactoryOptions.PASSWORD, database.letIn("usher_notifier_worker"))
                        .build()));
        NewMessages collecting = messages -> {
            messages.forEach(message -> purposes.add(message.message().purpose()));
            return Mono.just((long) messages.size());
        };
        return new RemindingInvitees(client, new ScheduledMessages(collecting, () -> {}));
    }
}
