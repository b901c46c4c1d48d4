package io.usher.acceptance.deciding.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** Erasures as commands in the log. */
final class ErasureCommandsIT extends DecidingScenario {

    private static final String ADA = "ada@x.org";
    private static final String GRACE = "grace@x.org";

    @Test
    @OnKeptWorker
    void aRedeliveredErasureKeepsAPersonWhoHasJoinedAgain() {
        InvitationId invitation = usher.invitation(null);
        usher.ask(invitation, ADA);
        await().atMost(SOON).until(() -> usher.count("onboarding.member") == 1);
        usher.sql
                .sql("update onboarding.acceptance set requested_at = now() - interval '1 hour'")
                .update();
        MemberErasureRequested erasure = usher.erasure(ADA, Instant.now().minus(Duration.ofMinutes(30)));

        usher.command(erasure);

        await().atMost(SOON).until(() -> usher.tombstones(ADA) == 1);
        assertThat(usher.count("onboarding.member")).isZero();
        assertThat(usher.count("onboarding.organization_seats where taken = 0")).isOne();
        assertThat(usher.count("onboarding.acceptance where address = '%s'".formatted(ADA)))
                .isZero();

        usher.ask(invitation, ADA);
        await().atMost(SOON).until(() -> usher.count("onboarding.member") == 1);
        usher.command(erasure);
        usher.command(usher.erasure(GRACE, Instant.now()));

        await().atMost(SOON).until(() -> usher.tombstones(GRACE) == 1);
        assertThat(usher.count("onboarding.member where address = '%s'".formatted(ADA)))
                .isOne();
        assertThat(usher.count("onboarding.organization_seats where taken = 1")).isOne();
        assertThat(usher.count("onboarding.acceptance where address = '%s'".formatted(ADA)))
                .isOne();
        assertThat(usher.tombstones(ADA)).as("consumers know the new member").isOne();
    }

    @Test
    @OnKeptWorker
    void aRequestFromBeforeAnErasureThatIsDecidedAfterItIsErased() {
        InvitationId invitation = usher.invitation(null);
        usher.command(usher.erasure(ADA, Instant.now().plusSeconds(60)));
        await().atMost(SOON).until(() -> usher.tombstones(ADA) == 1);

        usher.askAll(List.of(usher.request(invitation, ADA), usher.request(invitation, GRACE)));

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance where erased") == 1);
        await().atMost(SOON).until(() -> usher.tombstones(ADA) == 2);
        assertThat(usher.sql
                        .sql("select address from onboarding.member")
                        .query(String.class)
                        .list())
                .containsExactly(GRACE);
        assertThat(decisions()).hasSize(2);
    }

    @Test
    @OnKeptWorker
    void aPersonWhoRequestsRightAfterTheErasureRemainsAMember() {
        usher.command(usher.erasure(ADA, Instant.now()));
        await().atMost(SOON).until(() -> usher.tombstones(ADA) == 1);

        usher.ask(usher.invitation(null), ADA);

        await().atMost(SOON).until(() -> usher.count("onboarding.member") == 1);
        awaitPublished();
        assertThat(usher.records(Topic.MEMBERS_REQUESTED.topicName()))
                .as("the erasure is not asked for again")
                .hasSize(1);
    }

    @Test
    void aWorkerThatGivesUpThePartitionReportsNoStalledErasure() {
        usher.sql
                .sql("revoke update on onboarding.acceptance from usher_acceptance_worker")
                .update();
        ConfigurableApplicationContext worker = usher.startWorker();
        MeterRegistry meters = worker.getBean(MeterRegistry.class);
        usher.command(usher.erasure(ADA, Instant.now()));
        await().atMost(SOON).until(() -> standing(meters) == 1);

        requireNonNull(worker.getBean(KafkaListenerEndpointRegistry.class).getListenerContainer(CommandListener.ID))
                .stop();

        await().atMost(SOON).until(() -> standing(meters) == 0);
    }

    private static double standing(MeterRegistry meters) {
        return meters.get("usher.worker.standing.partitions").gauge().value();
    }

    @Test
    void aTombstoneComesAfterEverythingThatWasPublishedOfThePersonAndNamesItsPartition() throws SQLException {
        try (Connection relaying = withoutRelay()) {
            ConfigurableApplicationContext worker = usher.startWorker();
            usher.ask(usher.invitation(null), ADA);
            await().atMost(SOON).until(() -> usher.count("onboarding.member") == 1);
            usher.command(usher.erasure(ADA, Instant.now()));
            await().atMost(SOON).until(() -> usher.count("onboarding.member") == 0);
            worker.close();
            relaying.rollback();
        }

        usher.startWorker("spring.kafka.listener.auto-startup=false");

        awaitPublished();
        byte[] key = (usher.organization + "/" + ADA).getBytes(UTF_8);
        assertThat(usher.records(Topic.MEMBERS.topicName()))
                .allSatisfy(record -> {
                    assertThat(record.key()).isEqualTo(key);
                    assertThat(record.partition()).isEqualTo(Topic.partitionOf(key));
                })
                .extracting(record -> record.value() == null)
                .containsExactly(false, true);
    }
}
