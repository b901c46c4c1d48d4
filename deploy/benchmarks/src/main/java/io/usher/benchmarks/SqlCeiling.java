package io.usher.benchmarks;

import io.usher.acceptance.AcceptanceWorkerApplication;
import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.SeatDecider;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.servers.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * The worker's own statements, fed from memory: its ledger and its rules with its settings, in this process, without
 * reading and publishing.
 */
final class SqlCeiling implements AutoCloseable {

    /** No partition of the log has this number. */
    private static final int PARTITION = 1_000_000;

    private final Challenge challenge;
    private final ConfigurableApplicationContext worker;
    private final Ledger ledger;
    private final Supplier<UUID> ids;
    private final int batch;
    private long position;
    private int people;

    SqlCeiling(Database database, String bootstrapServers, Challenge challenge) {
        this.challenge = challenge;
        this.worker = AcceptanceWorkerApplication.application()
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.main.banner-mode=off",
                        "--spring.kafka.listener.auto-startup=false",
                        "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                        "--spring.r2dbc.url=" + database.r2dbcUrl(),
                        "--spring.r2dbc.password=" + database.letIn(Program.WORKER.role()));
        this.ledger = worker.getBean(Ledger.class);
        this.ids = worker.<Supplier<UUID>>getBeanProvider(
                        ResolvableType.forClassWithGenerics(Supplier.class, UUID.class))
                .getObject();
        this.batch =
                worker.getEnvironment().getRequiredProperty("spring.kafka.consumer.max-poll-records", Integer.class);
        position = ledger.position(PARTITION).blockOptional().orElseThrow().next();
    }

    /** Acceptances per second. */
    double measure(int requests) {
        List<Batch> batches = new ArrayList<>();
        for (int made = 0; made < requests; made += batch) {
            batches.add(next(Math.min(batch, requests - made)));
        }
        long begun = System.nanoTime();
        for (Batch one : batches) {
            ledger.decide(one, standing -> SeatDecider.decide(standing, one.requests(), Instant.now(), ids))
                    .then(ledger.published(PARTITION, one.next()))
                    .block();
        }
        return requests * 1e9 / (System.nanoTime() - begun);
    }

    private Batch next(int size) {
        List<Request> requests = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            requests.add(new Request(
                    new AcceptanceId(ids.get()),
                    challenge.invitation(),
                    challenge.organization(),
                    EmailAddress.parse(SeatRequests.address("ceiling", people++))
                            .orElseThrow(),
                    "Ada",
                    "Lovelace",
                    Instant.now(),
                    PARTITION,
                    position + i));
        }
        Batch made = new Batch(PARTITION, position, position + size, requests);
        position += size;
        return made;
    }

    @Override
    public void close() {
        worker.close();
    }
}
