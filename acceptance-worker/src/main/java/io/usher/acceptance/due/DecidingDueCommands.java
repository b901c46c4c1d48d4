package io.usher.acceptance.due;

import io.usher.acceptance.deciding.BatchResult;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Ledger;
import io.usher.acceptance.deciding.kafka.DecisionMetrics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Decides the commands that are due, periodically. Several workers may do so at once: under the lock, the later one finds
 * nothing left to do. What fails is retried in the next round.
 */
@Component
class DecidingDueCommands implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DecidingDueCommands.class);

    private final DueCommands commands;
    private final Ledger ledger;
    private final DecisionMetrics metrics;
    private final Duration every;
    private volatile @Nullable Disposable running;

    DecidingDueCommands(
            DueCommands commands,
            Ledger ledger,
            DecisionMetrics metrics,
            @Value("${usher.deciding.due-every:1s}") Duration every) {
        this.commands = commands;
        this.ledger = ledger;
        this.metrics = metrics;
        this.every = every;
    }

    @Override
    public void start() {
        running = Flux.interval(every)
                .onBackpressureDrop()
                .concatMap(tick -> round(), 0)
                .subscribe();
    }

    private Mono<Void> round() {
        return commands.due()
                .concatMap(this::decide)
                .then(commands.forget())
                .doOnError(failure ->
                        LOG.warn("due commands: not all found and forgotten, trying again in {}", every, failure))
                .onErrorComplete();
    }

    /** A failure does not delay the commands of other organizations. */
    private Mono<BatchResult> decide(Single command) {
        return ledger.decide(command)
                .doOnNext(result -> metrics.decided(result.decisions()))
                .doOnError(failure -> LOG.warn(
                        "due command in organization {}: not decided, tried again in {}",
                        command.organization(),
                        every,
                        failure))
                .onErrorComplete();
    }

    @Override
    public void stop() {
        Disposable current = running;
        if (current != null) {
            current.dispose();
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
