package io.usher.resilience;

import io.usher.contract.kafka.Topic;
import io.usher.testing.ProgramProcess;
import io.usher.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;

/** Adds partitions to the topic of requests: every program reports it, and no key changes its partition. */
final class MorePartitions implements Fault {

    private static final int MORE_THAN_BEFORE = 16;
    private static final Duration REPORTED_WITHIN = Duration.ofMinutes(2);

    @Override
    public void strike(FaultRun run) {
        run.log("%d partitions", MORE_THAN_BEFORE);
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", run.installation().brokers().bootstrapServers()))) {
            admin.createPartitions(
                            Map.of(Topic.ACCEPTANCES_REQUESTED.topicName(), NewPartitions.increaseTo(MORE_THAN_BEFORE)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean afterwards(FaultRun run) {
        List<ProgramProcess> workers = run.installation().workers();
        if (!Waiting.until(
                REPORTED_WITHIN, () -> workers.stream().allMatch(worker -> worker.get("/actuator/health") == 503))) {
            run.violations().add("added partitions are not reported", "by one of %s", workers);
        }
        return false;
    }
}
