package io.usher.acceptance.deciding.kafka;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.servers.TestServers;
import io.usher.servers.Wire;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Workers that stop, share and lose their servers. */
final class ResumingIT extends DecidingScenario {

    /** As after a crash between the commit and the publishing. */
    @Test
    void whatWasDecidedButNotToldIsToldAfterARestartEvenWhenNobodyAsksAnyMore() {
        var worker = usher.startWorker();
        InvitationId invitation = usher.invitation(5);
        usher.askAll(people(invitation, 10));
        await().atMost(SOON).until(() -> decisions().size() == 10);
        await().atMost(SOON).until(() -> usher.count("onboarding.position where published_offset = 10") == 1);
        worker.close();
        usher.sql
                .sql("update onboarding.position set published_offset = 4 where next_offset = 10")
                .update();

        usher.startWorker();

        await().atMost(SOON)
                .until(() ->
                        usher.records(Topic.ACCEPTANCES_DECIDED.topicName()).size() == 16);
        assertThat(events(Topic.ACCEPTANCES_DECIDED).stream()
                        .collect(groupingBy(Readable::id, mapping(Readable::event, toSet()))))
                .hasSize(10)
                .allSatisfy((id, contents) ->
                        assertThat(contents).as("repeats are equal").hasSize(1));
        assertThat(usher.count("onboarding.member")).isEqualTo(5);
        await().atMost(SOON).until(() -> usher.count("onboarding.position where published_offset = 10") == 1);
    }

    @Test
    void whatKafkaRemembersOfTheGroupDoesNotMatter() {
        var worker = usher.startWorker();
        InvitationId invitation = usher.invitation(null);
        usher.askAll(people(invitation, 10));
        await().atMost(SOON).until(() -> decisions().size() == 10);
        worker.close();
        // The database as it was before the last requests, the group's offsets as they are.
        usher.sql.sql("delete from onboarding.acceptance where log_offset >= 6").update();
        usher.sql
                .sql("update onboarding.position set next_offset = 6, published_offset = 6 where next_offset = 10")
                .update();

        usher.startWorker();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 10);
    }

    /** As after a broker that lost its disk: the position in the database is ahead of the log. */
    @Test
    void aLogThatWasMadeAnewIsDecidedFromItsBeginning() {
        var worker = usher.startWorker();
        InvitationId invitation = usher.invitation(13);
        usher.askAll(people(invitation, 10));
        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 10);
        worker.close();
        WorkerFixture.recreateTopics();
        usher.askAll(people(invitation, 10, 5));

        usher.startWorker();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 15);
        await().atMost(SOON).until(() -> decisions().size() == 5);
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted'"))
                .isEqualTo(13);
    }

    @Test
    void twoWorkersShareThePartitionsAndNothingIsDecidedTwice() {
        List<InvitationId> invitations =
                IntStream.range(0, 24).mapToObj(number -> usher.invitation(50)).toList();
        var first = usher.startWorker();
        usher.startWorker();
        for (InvitationId invitation : invitations) {
            usher.askAll(people(invitation, 60));
        }
        first.close();
        for (InvitationId invitation : invitations) {
            usher.askAll(people(invitation, 60));
        }

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 24 * 120);
        await().atMost(SOON).until(() -> decisions().size() == 24 * 120);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 50 and requests = 120"))
                .isEqualTo(24);
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted' and original is null"))
                .isEqualTo(24 * 50);
    }

    @Test
    void aBrokerAndADatabaseThatGoAwayLoseNothing() {
        usher.startWorker();
        InvitationId invitation = usher.invitation(300);
        usher.askAll(people(invitation, 200));
        TestServers.kafka().restart();
        usher.askAll(people(invitation, 200, 200));
        TestServers.postgres().restart();
        usher.askAll(people(invitation, 400, 200));

        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> decisions().size() == 600);
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted' and ordinal <= 300"))
                .isEqualTo(300);
        assertThat(usher.count("onboarding.acceptance where outcome = 'rejected'"))
                .isEqualTo(300);
    }

    @Test
    void aCommitWhoseAnswerIsLostLosesAndDoublesNothing() {
        try (Wire wire = Wire.to(TestServers.postgres())) {
            var worker = usher.startWorkerOn(wire.carrying(usher.database), "usher.deciding.batch-timeout=5s");
            InvitationId invitation = usher.invitation(100);
            usher.askAll(people(invitation, 1));
            await().atMost(SOON).until(() -> decisions().size() == 1);
            wire.fallSilentAfter("COMMIT");
            usher.askAll(people(invitation, 1, 199));
            await().atMost(SOON).until(wire::isSilent);
            assertThat(decisions()).hasSizeLessThan(200);
            wire.carryAgain();

            await().atMost(Duration.ofMinutes(1)).until(() -> decisions().size() == 200);
            worker.close();
        }
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted' and ordinal <= 100"))
                .isEqualTo(100);
        assertThat(usher.count("onboarding.acceptance")).isEqualTo(200);
        assertThat(events(Topic.ACCEPTANCES_DECIDED).stream()
                        .collect(groupingBy(Readable::id, mapping(Readable::event, toSet()))))
                .hasSize(200)
                .allSatisfy((id, contents) ->
                        assertThat(contents).as("repeats are equal").hasSize(1));
    }
}
