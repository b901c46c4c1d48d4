package io.usher.notifier;

import io.usher.notifier.rounds.Rounds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

/** Keeps rounds running from the start of the program to its stop, which waits for the round under way. */
final class RunningRounds implements SmartLifecycle, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(RunningRounds.class);

    private final Rounds rounds;
    private final Duration hangsAfter;
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private volatile @Nullable Disposable running;
    private volatile @Nullable Disposable stopping;

    /** @param hangsAfter longer than any round is silent */
    RunningRounds(Rounds rounds, Duration hangsAfter) {
        this.rounds = rounds;
        this.hangsAfter = hangsAfter;
    }

    @Override
    public void start() {
        running = rounds.run()
                .doOnError(failure -> LOG.error(
                        "{} ended: nothing more is done there until the program is restarted", rounds.name(), failure))
                .onErrorComplete()
                .doFinally(signal -> ended.tryEmitEmpty())
                .subscribe();
    }

    @Override
    public void stop() {
        rounds.stop();
    }

    @Override
    public void stop(Runnable whenStopped) {
        stop();
        stopping = ended.asMono().doFinally(signal -> whenStopped.run()).subscribe();
    }

    /** Where waiting took too long, the round under way ends here. */
    @Override
    public void destroy() {
        dispose(running);
        dispose(stopping);
    }

    private static void dispose(@Nullable Disposable subscription) {
        if (subscription != null) {
            subscription.dispose();
        }
    }

    /** Whether it runs and gets on. */
    boolean isAlive() {
        return isRunning() && !rounds.hangs(hangsAfter);
    }

    @Override
    public boolean isRunning() {
        Disposable current = running;
        return current != null && !current.isDisposed();
    }
}
