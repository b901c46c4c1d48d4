package io.usher.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Holds the topics to what the programs rely on. The start waits, as long as it takes, for brokers that are away,
 * creates missing topics and fails with {@link WrongTopicsException} if an existing one is unusable. Later changes, such
 * as partitions that an operator adds, do not stop the program: they are logged with every check and make the health
 * component {@code topics} DOWN until they are undone.
 */
final class RequiredTopics implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RequiredTopics.class);

    private final BrokerTopics topics;
    private final Duration checkEvery;
    private volatile List<String> wrong = List.of();
    private volatile @Nullable ScheduledExecutorService checks;

    RequiredTopics(BrokerTopics topics, Duration checkEvery) {
        this.topics = topics;
        this.checkEvery = checkEvery;
    }

    /** What is wrong with the topics now, one sentence for each difference; empty if nothing is. */
    List<String> wrong() {
        return wrong;
    }

    @Override
    public void start() {
        List<TopicDifferences> found = UntilBrokersAnswer.get(
                () -> {
                    topics.createMissing();
                    return topics.differences();
                },
                RequiredTopics::isTransient);
        List<String> refusals = refusals(found);
        if (!refusals.isEmpty()) {
            throw new WrongTopicsException(refusals);
        }
        warnings(found).forEach((warning, names) -> LOG.warn("topics: {}: {}", warning, String.join(", ", names)));
        ScheduledExecutorService scheduled = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("topic-check").factory());
        var unused = scheduled.scheduleWithFixedDelay(
                this::check, checkEvery.toMillis(), checkEvery.toMillis(), TimeUnit.MILLISECONDS);
        checks = scheduled;
    }

    /** Includes what brokers answer while they are still finding each other, or while a new topic spreads. */
    private static boolean isTransient(Throwable failure) {
        return failure instanceof RetriableException || failure instanceof InvalidReplicationFactorException;
    }

    private static List<String> refusals(List<TopicDifferences> found) {
        return found.stream().flatMap(topic -> topic.refusals().stream()).toList();
    }

    /** Topics by what is to be said about them. */
    private static Map<String, List<String>> warnings(List<TopicDifferences> found) {
        Map<String, List<String>> topics = new TreeMap<>();
        found.forEach(topic -> topic.warnings()
                .forEach(warning -> topics.computeIfAbsent(warning, any -> new ArrayList<>())
                        .add(topic.topic())));
        return topics;
    }

    private void check() {
        try {
            wrong = refusals(topics.differences());
            if (!wrong.isEmpty()) {
                LOG.error(
                        "topics: {}; requests in added partitions are not decided, and the next start is refused",
                        String.join("; ", wrong));
            }
        } catch (ExecutionException e) {
            LOG.warn("topics not checked, the next check is in {}: {}", checkEvery, e.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("topics not checked, the next check is in {}; this is a bug", checkEvery, bug);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = checks;
        if (running != null) {
            running.shutdownNow();
            checks = null;
        }
    }

    @Override
    public boolean isRunning() {
        return checks != null;
    }

    /** Before everything that consumes or publishes. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
