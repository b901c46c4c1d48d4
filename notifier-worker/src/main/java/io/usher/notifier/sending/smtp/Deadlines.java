package io.usher.notifier.sending.smtp;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Cuts connections whose message takes too long. Nothing that it does waits for the network. */
final class Deadlines implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "smtp-deadline");
        thread.setDaemon(true);
        return thread;
    });

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** For one message; to be closed when there is an outcome for it. */
    Deadline in(Duration within) {
        return new Deadline(within);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** What the sending of one message may take, all connections together that it tries. */
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

        /** The time begins anew, unless it has passed. */
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

        /** From now on this connection is the one to be cut. */
        synchronized void covers(SmtpConnection used) {
            connection = used;
            if (passed) {
                used.cut();
            }
        }

        private synchronized void pass() {
            passed = true;
            if (connection != null) {
                connection.cut();
            }
        }

        synchronized boolean hasPassed() {
            return passed;
        }

        /** The connection, if it was not cut by now, is not cut any more. */
        @Override
        public synchronized void close() {
            connection = null;
            end.cancel(false);
        }
    }
}
