package io.usher.notifier.sending.smtp;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Aborts connections whose message takes too long. Never waits for the network. */
final class Deadlines implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "smtp-deadline");
        thread.setDaemon(true);
        return thread;
    });

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** For one message; to be closed when its outcome is known. */
    Deadline in(Duration within) {
        return new Deadline(within);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The time limit for sending one message, over all connections that are tried for it. */
    final class Deadline implements AutoCloseable {

        private Duration within;
        private Future<?> end;
        private @Nullable SmtpConnection connection;
        private boolean passed;

        private Deadline(Duration within) {
            this.within = within;
            end = passIn(within);
        }

        private Future<?> passIn(Duration time) {
            return timer.schedule(this::pass, time.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** Restarts the time with that limit, unless it has passed. */
        synchronized void extendTo(Duration longer) {
            if (passed) {
                return;
            }
            end.cancel(false);
            within = longer;
            end = passIn(longer);
        }

        synchronized Duration within() {
            return within;
        }

        /** From now on this connection is the one to be aborted. */
        synchronized void covers(SmtpConnection used) {
            connection = used;
            if (passed) {
                used.abort();
            }
        }

        private synchronized void pass() {
            passed = true;
            if (connection != null) {
                connection.abort();
            }
        }

        synchronized boolean hasPassed() {
            return passed;
        }

        /** After this the connection is not aborted any more. */
        @Override
        public synchronized void close() {
            connection = null;
            end.cancel(false);
        }
    }
}
