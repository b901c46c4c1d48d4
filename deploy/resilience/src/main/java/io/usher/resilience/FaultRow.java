package io.usher.resilience;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The faults that Usher has to survive. */
enum FaultRow {
    KILLED_WORKER(
            "1", "kill -9 of a worker in the middle of a batch", 50, 2, Duration.ofSeconds(5), new KilledWorker()),
    SUSPENDED_WORKER(
            "2",
            "SIGSTOP of a worker until its partitions are taken over, then SIGCONT",
            25,
            1,
            Duration.ofSeconds(11),
            new SuspendedWorker()),
    REBALANCE_STORM("3", "a worker comes or goes every 3 s", 40, 3, Duration.ofSeconds(3), new RebalanceStorm()),
    RESTARTED_BROKER("4", "a broker of three restarts", 5, 2, Duration.ofSeconds(15), new RestartedBroker()),
    TOO_FEW_BROKERS("5", "two brokers of three are down", 3, 1, Duration.ofSeconds(30), new TooFewBrokers()),
    COLD_START("6", "an API starts before the broker", 5, 1, Duration.ofSeconds(20), new ColdStart()),
    KILLED_DATABASE("7", "kill -9 of PostgreSQL", 20, 2, Duration.ofSeconds(6), new KilledDatabase()),
    NETWORK_FAULTS("8", "the network to PostgreSQL or Kafka fails", 20, 2, Duration.ofSeconds(8), new NetworkFaults()),
    REPLAY("9", "everything is delivered twice", 0, 0, Duration.ZERO, new Replay()),
    REUSED_KEYS("10", "one Idempotency-Key, two bodies", 100, 3, Duration.ofMillis(1500), new ReusedKeys()),
    CANCELLED_CALLS("11", "callers hang up", 400, 20, Duration.ofMillis(250), new CancelledCalls()),
    WRONG_CLOCKS("12", "APIs whose clocks are wrong, and jump", 20, 4, Duration.ofSeconds(2), new WrongClocks()),
    POISON_RECORDS("13", "records that are not requests", 100, 7, Duration.ofSeconds(1), new PoisonRecords()),
    OVERSIZED_CALLS("14", "a byte too many", 10, 1, Duration.ofSeconds(1), new OversizedCalls()),
    SOLD_OUT("16", "the last seats, and more seats", 10, 3, Duration.ofSeconds(3), new SoldOut()),
    WAITING_LISTS(
            "waiting",
            "kill -9 of a worker while people wait, withdraw, are removed and lose their access, and limits change",
            20,
            2,
            Duration.ofSeconds(5),
            new WaitingLists()),
    KILLED_API("api", "kill -9 of an API", 10, 1, Duration.ofSeconds(8), new KilledApi()),
    KILLED_NOTIFIER(
            "notifier", "kill -9 of the notifier while it sends", 10, 1, Duration.ofSeconds(8), new KilledNotifier()),
    /** The last one, because programs do not start on topics with another number of partitions. */
    MORE_PARTITIONS(
            "19", "partitions are added to the topic of requests", 1, 1, Duration.ofSeconds(8), new MorePartitions());

    private final String number;
    private final String title;
    private final int strikes;
    private final int fewStrikes;
    private final Duration apart;
    private final Fault fault;

    FaultRow(String number, String title, int strikes, int fewStrikes, Duration apart, Fault fault) {
        this.number = number;
        this.title = title;
        this.strikes = strikes;
        this.fewStrikes = fewStrikes;
        this.apart = apart;
        this.fault = fault;
    }

    static Optional<FaultRow> numbered(String number) {
        return Arrays.stream(values()).filter(row -> row.number.equals(number)).findFirst();
    }

    String number() {
        return number;
    }

    String title() {
        return title;
    }

    /** The number of strikes at full size. */
    int strikes() {
        return strikes;
    }

    /** The number of strikes in the tests. */
    int fewStrikes() {
        return fewStrikes;
    }

    /** The load lasts at least this long per strike. */
    Duration apart() {
        return apart;
    }

    /** Whether it needs three brokers. */
    boolean needsCluster() {
        return this == RESTARTED_BROKER || this == TOO_FEW_BROKERS;
    }

    Fault fault() {
        return fault;
    }

    @Override
    public String toString() {
        return "%s: %s".formatted(number, title);
    }
}
