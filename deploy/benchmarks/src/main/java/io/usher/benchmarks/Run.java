package io.usher.benchmarks;

import io.usher.contract.event.Event;
import io.usher.contract.kafka.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.common.utils.AppInfoParser;

/** The servers and programs of one run, and what was measured so far. */
final class Run implements AutoCloseable {

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Progress progress;
    private final Path folder;
    private final Sizes sizes;
    private final Servers servers;
    private final Topics topics;
    private final Programs programs;
    private final RowLock rowLock;
    private final Map<String, Rounds> rounds = new LinkedHashMap<>();
    private final List<Measured> single = new ArrayList<>();

    /** Decisions that the run itself has published. */
    private long madeUp;

    private Run(
            Progress progress,
            Path folder,
            Sizes sizes,
            Servers servers,
            Topics topics,
            Programs programs,
            RowLock rowLock) {
        this.progress = progress;
        this.folder = folder;
        this.sizes = sizes;
        this.servers = servers;
        this.topics = topics;
        this.programs = programs;
        this.rowLock = rowLock;
    }

    static Run start(Path checkout, Path folder, Sizes sizes, Progress progress) {
        progress.say("PostgreSQL, Kafka and SMTP server start");
        Servers servers = Servers.start(folder, sizes.javaOptions());
        try {
            Topics topics = Topics.create(servers.bootstrapServers());
            Programs programs = new Programs(checkout, folder, servers, sizes.javaOptions());
            RowLock rowLock = new RowLock(servers.database(), Challenge.open(servers.database(), "lock"));
            return new Run(progress, folder, sizes, servers, topics, programs, rowLock);
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    Sizes sizes() {
        return sizes;
    }

    /** For files. */
    Path folder() {
        return folder;
    }

    Progress progress() {
        return progress;
    }

    Servers servers() {
        return servers;
    }

    Topics topics() {
        return topics;
    }

    Programs programs() {
        return programs;
    }

    Challenge open(String slug) {
        return Challenge.open(servers.database(), slug);
    }

    Challenge full(String slug) {
        return Challenge.full(servers.database(), slug);
    }

    String postgresVersion() {
        return servers.postgresVersion();
    }

    String kafkaVersion() {
        return AppInfoParser.getVersion();
    }

    /** The rounds of a figure in acceptances per second. */
    Rounds rounds(String figure) {
        return rounds(figure, "/s");
    }

    Rounds rounds(String figure, String unit) {
        return rounds.computeIfAbsent(figure, name -> new Rounds(name, unit, programs::cpuMicros));
    }

    /** One more round of the baseline: beside whatever is compared with it. */
    void rowLock() {
        double perSecond = rounds("rowLock").add(() -> {
            double measured = rowLock.measure(sizes.round());
            return new Rounds.Round(
                    measured, Math.round(measured * sizes.round().toNanos() / 1e9));
        });
        progress.say("rowLock: %s/s", Report.number(perSecond));
    }

    /** Publishes decisions that nobody made. */
    void publishDecisions(int count, IntFunction<Event> decisions) {
        topics.publish(0, count, decisions);
        madeUp += count;
    }

    /** Starts the worker if it does not run, and waits until each request in the topic has its one decision. */
    void requireWorker() {
        int unused = programs.require(Program.WORKER);
        awaitAllDecided();
    }

    /** Waits until each request in the topic has its one decision. */
    void awaitAllDecided() {
        long undecided = undecided();
        if (undecided > 0) {
            progress.say("the worker decides on %,d requests", undecided);
        }
        Deadline deadline = new Deadline("requests without a decision", Duration.ofMinutes(5));
        while (undecided > 0) {
            deadline.check(undecided, 0);
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            undecided = undecided();
        }
        if (undecided < 0) {
            throw new IllegalStateException("requests without a decision: %d (expected 0)".formatted(undecided));
        }
    }

    private long undecided() {
        long decided = topics.records(Topic.ACCEPTANCES_DECIDED);
        // Read last: a request that comes meanwhile is not decided yet.
        return topics.records(Topic.ACCEPTANCES_REQUESTED) + madeUp - decided;
    }

    void awaitDecided(Challenge challenge, long requests) {
        Deadline deadline = new Deadline("decisions", Duration.ofMinutes(5));
        while (challenge.decided() < requests) {
            deadline.check(challenge.decided(), requests);
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        if (challenge.acceptances() != requests) {
            throw new IllegalStateException(
                    "acceptances: %d (expected %d)".formatted(challenge.acceptances(), requests));
        }
    }

    /** Starts the notifier if it does not run; it mails only what is decided from now on. */
    void requireNotifier() {
        if (programs.isRunning(Program.NOTIFIER)) {
            return;
        }
        if (topics.records(Topic.ACCEPTANCES_REQUESTED) > 0) {
            requireWorker();
        }
        topics.skipToEnd("usher-notifier-worker", Topic.ACCEPTANCES_DECIDED);
        int unused = programs.require(Program.NOTIFIER);
    }

    void awaitMails(Challenge challenge, long mails) {
        Deadline deadline = new Deadline("mails", Duration.ofMinutes(5));
        while (challenge.sentMails() < mails) {
            deadline.check(challenge.sentMails(), mails);
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    /** What has no rounds. */
    void note(Measured measured) {
        single.add(measured);
    }

    /** Stops the programs, whose memory is then known too. */
    List<Measured> measured() {
        programs.close();
        List<Measured> measured = new ArrayList<>();
        rounds.values().forEach(all -> measured.add(all.measured()));
        measured.addAll(single);
        measured.addAll(programs.memory());
        return measured;
    }

    @Override
    public void close() {
        try (servers;
                topics;
                programs) {
            progress.say("programs and servers stop");
        }
    }
}
