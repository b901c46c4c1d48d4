package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Decisions are published while the next ones are made, and are not lost if that fails. */
final class PublishingBesideIT extends DecidingScenario {

    private static final String TOPIC = Topic.ACCEPTANCES_DECIDED.topicName();

    private ConfigurableApplicationContext worker;
    private RequestListener listener;
    private InvitationId invitation;

    @BeforeEach
    void startWithoutConsuming() {
        worker = usher.startWorker("spring.kafka.listener.auto-startup=false");
        listener = worker.getBean(RequestListener.class);
        invitation = usher.invitation(null);
    }

    @Test
    void theNextBatchIsStoredBeforeTheOneBeforeIsPublished() {
        List<AcceptanceRequested> asked = people(invitation, 20);
        MockConsumer<byte[], byte[]> consumer = FetchedRecords.assigned(0);
        deleteTopicOfDecisions();

        listener.decide(FetchedRecords.of(0, asked.subList(0, 10)), consumer);
        CompletableFuture<Void> next = CompletableFuture.runAsync(
                () -> listener.decide(FetchedRecords.of(10, asked.subList(10, 20)), consumer));

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance") == 20);
        assertThat(next).as("waits for the publication").isNotDone();
        createTopicOfDecisions();
        assertThat(next.handle((done, failure) -> true)).succeedsWithin(SOON.toSeconds(), TimeUnit.SECONDS);
        decideAndPublish(listener, FetchedRecords.of(10, asked.subList(10, 20)), consumer);
        assertThat(firstPublished()).isEqualTo(ids(asked));
    }

    @Test
    void whatCouldNotBePublishedIsPublishedWhileOnlyAnotherPartitionHasRecords() {
        List<AcceptanceRequested> asked = people(invitation, 10);
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.assign(List.of(FetchedRecords.partition(0), FetchedRecords.partition(1)));
        deleteTopicOfDecisions();
        listener.decide(FetchedRecords.of(0, asked), consumer);
        await().atMost(SOON).until(() -> standing() == 1);
        createTopicOfDecisions();

        decideAndPublish(
                listener,
                List.of(FetchedRecords.of(1, 0, 0, usher.request(usher.invitation(null), "ada@x.org"))),
                consumer);

        assertThat(firstPublished()).containsAll(ids(asked)).hasSize(11);
        assertThat(standing()).isZero();
    }

    private double standing() {
        return worker.getBean(MeterRegistry.class)
                .get("usher.worker.standing.partitions")
                .gauge()
                .value();
    }

    /** So that nothing can be published. */
    private void deleteTopicOfDecisions() {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            Admin admin = worker.getBean(Admin.class);
            if (admin.listTopics().names().get().contains(TOPIC)) {
                admin.deleteTopics(List.of(TOPIC)).all().get();
            }
            return !admin.listTopics().names().get().contains(TOPIC);
        });
    }

    private void createTopicOfDecisions() {
        List<NewTopic> topic =
                Topic.all().filter(one -> one.name().equals(TOPIC)).toList();
        await().atMost(SOON).ignoreExceptions().until(() -> {
            worker.getBean(Admin.class).createTopics(topic).all().get();
            return true;
        });
    }

    private static List<AcceptanceId> ids(List<AcceptanceRequested> asked) {
        return asked.stream().map(AcceptanceRequested::acceptance).toList();
    }

    /** In the order in which a consumer sees them for the first time. */
    private List<AcceptanceId> firstPublished() {
        return events(Topic.ACCEPTANCES_DECIDED).stream()
                .map(event -> ((AcceptanceDecided) event.event()).acceptance())
                .distinct()
                .toList();
    }
}
