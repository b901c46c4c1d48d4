package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.Batch;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.LogPosition;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.kafka.ReadCommands.Read;
import io.usher.acceptance.deciding.kafka.ReadCommands.ReadErasure;
import io.usher.acceptance.deciding.kafka.ReadCommands.ReadRequest;
import io.usher.acceptance.deciding.kafka.ReadCommands.ReadSingle;
import io.usher.acceptance.deciding.kafka.ReadCommands.SetAside;
import io.usher.acceptance.erasing.ErasingPeople;
import io.usher.contract.kafka.DeadLetter;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.runtime.EventPublisher;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decides the records of a partition in their order: requests in batches, other commands one by one. Unreadable records
 * are published as dead letters before the position passes them.
 */
@Component
class DecidingRuns {

    private final Ledger ledger;
    private final ErasingPeople erasing;
    private final EventPublisher publisher;
    private final DecisionMetrics metrics;
    private final Clock clock;

    DecidingRuns(Ledger ledger, ErasingPeople erasing, EventPublisher publisher, DecisionMetrics metrics, Clock clock) {
        this.ledger = ledger;
        this.erasing = erasing;
        this.publisher = publisher;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Decides consecutive records.
     *
     * @param position of the first record
     * @return the position behind the last one
     */
    Mono<LogPosition> decide(LogPosition position, List<Read> records) {
        AtomicReference<LogPosition> reached = new AtomicReference<>(position);
        return setAside(records)
                .thenMany(Flux.fromIterable(runs(records)))
                .concatMap(run -> decideRun(reached.get(), run).doOnNext(reached::set))
                .then(Mono.fromSupplier(reached::get));
    }

    private Mono<Void> setAside(List<Read> records) {
        List<SetAside> unreadable = records.stream()
                .filter(SetAside.class::isInstance)
                .map(SetAside.class::cast)
                .toList();
        return unreadable.isEmpty()
                ? Mono.empty()
                : publisher
                        .publish(() -> unreadable.stream()
                                .flatMap(
                                        one -> DeadLetter.of(
                                                one.consumed(), one.reason(), Source.ACCEPTANCE_WORKER, clock.instant())
                                                .stream()))
                        .doOnSuccess(done -> metrics.setAside(unreadable.size()));
    }

    /**
     * Splits the records into runs of one epoch, so that a position has the epoch of the last record before it. A run
     * has either requests and unreadable records, or one other command.
     */
    private static List<List<Read>> runs(List<Read> records) {
        List<List<Read>> runs = new ArrayList<>();
        for (Read next : records) {
            List<Read> last = runs.isEmpty() ? null : runs.getLast();
            if (last != null
                    && isOfBatch(next)
                    && isOfBatch(last.getLast())
                    && epoch(last.getLast()).equals(epoch(next))) {
                last.add(next);
            } else {
                runs.add(new ArrayList<>(List.of(next)));
            }
        }
        return runs;
    }

    private static boolean isOfBatch(Read read) {
        return read instanceof ReadRequest || read instanceof SetAside;
    }

    private static Optional<Integer> epoch(Read read) {
        return read.consumed().leaderEpoch();
    }

    private Mono<LogPosition> decideRun(LogPosition position, List<Read> run) {
        Read last = run.getLast();
        Integer epoch = epoch(last).orElse(null);
        long next = last.offset() + 1;
        return switch (last) {
            case ReadSingle single ->
                ledger.decide(single.command(), position, epoch, next).map(this::decided);
            case ReadErasure erasure ->
                erasing.erase(erasure.request()).then(decide(new Batch(position, epoch, next, List.of())));
            case ReadRequest request -> decide(batch(position, epoch, next, run));
            case SetAside unreadable -> decide(batch(position, epoch, next, run));
        };
    }

    private static Batch batch(LogPosition position, @Nullable Integer epoch, long next, List<Read> run) {
        List<Request> requests = new ArrayList<>(run.size());
        for (Read read : run) {
            if (read instanceof ReadRequest request) {
                requests.add(request.request());
            }
        }
        return new Batch(position, epoch, next, requests);
    }

    /** Repeats this with the rest of a batch that was decided in part. */
    private Mono<LogPosition> decide(Batch batch) {
        return ledger.decide(batch)
                .map(this::decided)
                .flatMap(reached -> reached.next() < batch.next() ? decide(batch.after(reached)) : Mono.just(reached));
    }

    private LogPosition decided(Ledger.Decided decided) {
        metrics.decided(decided.result().decisions());
        return decided.position();
    }
}
