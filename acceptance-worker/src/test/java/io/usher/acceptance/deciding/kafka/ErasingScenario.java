package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.awaitility.Awaitility.await;

import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.erasing.ErasingPeople;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.springframework.context.ConfigurableApplicationContext;

/** Erasures and batches that are handed over one by one. */
abstract class ErasingScenario extends HandedOverScenario {

    static final String ADA = "ada@x.org";
    static final String GRACE = "grace@x.org";
    static final Instant HALF_AN_HOUR_EARLIER = FetchedRecords.APPENDED_AT.minus(Duration.ofMinutes(30));

    AcceptanceRequested request(UUID id) {
        return new AcceptanceRequested(
                new AcceptanceId(id), usher.invitation(null), usher.organization, ADA, null, null);
    }

    AcceptanceRequested request(InvitationId invitation, String firstName, String lastName) {
        return new AcceptanceRequested(
                new AcceptanceId(randomUUID()), invitation, usher.organization, ADA, firstName, lastName);
    }

    void decideAnHourEarlier(ConfigurableApplicationContext worker, int partition, AcceptanceRequested request) {
        decide(worker, partition, request);
        usher.sql
                .sql("update onboarding.acceptance set requested_at = requested_at - interval '1 hour'")
                .update();
    }

    CompletableFuture<Void> decideLater(
            ConfigurableApplicationContext worker, int partition, AcceptanceRequested request) {
        return CompletableFuture.runAsync(() -> decide(worker, partition, request), Thread::startVirtualThread);
    }

    static void decide(ConfigurableApplicationContext worker, int partition, AcceptanceRequested request) {
        decide(worker, partition, 0, request);
    }

    static void decide(
            ConfigurableApplicationContext worker, int partition, long offset, AcceptanceRequested... requests) {
        decide(
                worker.getBean(CommandListener.class),
                IntStream.range(0, requests.length)
                        .mapToObj(i -> FetchedRecords.of(partition, offset + i, 0, requests[i]))
                        .toList(),
                FetchedRecords.assigned(partition));
    }

    static void decide(ConfigurableApplicationContext worker, Single command) {
        worker.getBean(Ledger.class).decide(command).block(Duration.ofMinutes(1));
    }

    /** As the container does with a batch that has lost too many races, or that PostgreSQL ended for a deadlock. */
    static void decideAsOftenAsItTakes(
            ConfigurableApplicationContext worker, int partition, long offset, AcceptanceRequested... requests) {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            decide(worker, partition, offset, requests);
            return true;
        });
    }

    void erase(ConfigurableApplicationContext worker, String address, Instant until) {
        Instant at = until.minus(Duration.between(
                Instant.EPOCH, usher.erasure(address, Instant.EPOCH).until()));
        worker.getBean(ErasingPeople.class).erase(usher.erasure(address, at)).block(Duration.ofMinutes(1));
    }
}
