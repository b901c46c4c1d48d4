package io.usher.benchmarks;

import com.github.f4b6a3.uuid.alt.GUID;
import io.usher.acceptance.AcceptanceWorkerApplication;
import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.Ledger.Decided;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.SeatDecider;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.servers.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

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
    private final int batch;
    private LogPosition position;

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
        this.batch =
                worker.getEnvironment().getRequiredProperty("spring.kafka.consumer.max-poll-records", Integer.class);
        position = ledger.position(PARTITION, UUID.randomUUID()).blockOptional().orElseThrow();
    }

    /** Acceptances per second. */
    double measure(int count) {
        List<List<Request>> batches = new ArrayList<>();
        for (int made = 0; made < count; made += batch) {
            batches.add(requests(position.next() + made, Math.min(batch, count - made)));
        }
        long begun = System.nanoTime();
        for (List<Request> requests : batches) {
            position = decide(requests);
        }
        return count * 1e9 / (System.nanoTime() - begun);
    }

    private List<Request> requests(long firstOffset, int count) {
        return LongStream.range(firstOffset, firstOffset + count)
                .mapToObj(this::request)
                .toList();
    }

    private Request request(long offset) {
        return new Request(
                new AcceptanceId(GUID.v7().toUUID()),
                challenge.invitation(),
                challenge.organization(),
                EmailAddress.parse(SeatRequests.address("ceiling", (int) offset))
                        .orElseThrow(),
                "Ada",
                "Lovelace",
                Instant.now(),
                PARTITION,
                offset);
    }

    private LogPosition decide(List<Request> requests) {
        Batch whole = new Batch(position, null, position.next() + requests.size(), requests);
        return ledger.decide(whole, (standing, those) -> SeatDecider.decide(standing, those, Instant.now()))
                .map(Decided::position)
                .flatMap(moved -> ledger.published(moved, moved.next()).thenReturn(moved))
                .filter(moved -> moved.next() == whole.next())
                .blockOptional()
                .orElseThrow();
    }

    @Override
    public void close() {
        worker.close();
    }
}
