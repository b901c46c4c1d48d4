package io.usher.embedded;

/**
 * A Kafka cluster of one broker that can be stopped and started again on the same port with the same data. Safe
 * for several threads.
 */
public interface KafkaServer extends AutoCloseable {

    String bootstrapServers();

    int port();

    /** Stops the broker, and returns when it has ended. Does nothing to a stopped broker. */
    void stop();

    /** Starts the broker, and returns when it accepts requests. Does nothing to a running broker. */
    void start();

    default void restart() {
        stop();
        start();
    }

    /** Stops the broker for good and releases its data folder. */
    @Override
    void close();
}
