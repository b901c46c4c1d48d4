package io.usher.acceptance.deciding.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.usher.acceptance.deciding.Decision;
import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.LimitReached;
import io.usher.acceptance.deciding.Decision.MemberChanged;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Decision.TeamChanged;
import io.usher.acceptance.deciding.Decision.WithdrawalRefused;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.acceptance.deciding.Outcome;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Outcome.StillWaiting;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/** Counts decisions by outcome, and the partitions that are stalled. */
@Component
public class DecisionMetrics {

    private static final String DECISIONS = "usher.worker.decisions";

    private final MeterRegistry registry;
    private final Set<TopicPartition> stalled = ConcurrentHashMap.newKeySet();

    DecisionMetrics(MeterRegistry registry) {
        this.registry = registry;
        Set<TopicPartition> unused =
                registry.gaugeCollectionSize("usher.worker.standing.partitions", Tags.empty(), stalled);
    }

    /** A batch of the partition failed and will be retried. */
    public void stalled(TopicPartition partition) {
        stalled.add(partition);
    }

    /** The partition makes progress again, or belongs to another worker. */
    public void resumed(TopicPartition partition) {
        stalled.remove(partition);
    }

    public void decided(List<Decision> decisions) {
        decisions.stream()
                .map(DecisionMetrics::label)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .forEach((label, count) ->
                        registry.counter(DECISIONS, "outcome", label).increment(count));
    }

    public void setAside(int unreadable) {
        registry.counter("usher.worker.dead.letters").increment(unreadable);
    }

    /** Offsets without records were skipped. */
    public void gap() {
        registry.counter("usher.worker.log.gaps").increment();
    }

    /** The log was recreated, or has lost records that were decided. */
    public void logWentBack() {
        registry.counter("usher.worker.log.lost").increment();
    }

    private static String label(Decision decision) {
        return switch (decision) {
            case Requested requested -> label(requested.outcome());
            case Promoted promoted -> "promoted";
            case Dismissed dismissed -> dismissed.outcome().reason().wireName();
            case Withdrawn withdrawn -> "withdrawn";
            case WithdrawalRefused refused -> refused.reason();
            case MemberChanged changed -> "member-changed";
            case TeamChanged changed -> "team-changed";
            case MembershipEnded ended -> "member-left";
            case LimitReached limit -> "limit-reached";
            case MemberCommandRefused refused -> refused.reason();
        };
    }

    private static String label(Outcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> "accepted";
            case Repeated repeated -> "repeated";
            case Waitlisted waitlisted -> "waitlisted";
            case StillWaiting waiting -> "repeated";
            case Rejected rejected -> rejected.reason().wireName();
        };
    }
}
