package io.usher.embedded;

/**
 * A Kafka cluster of one broker that can be stopped and started again on the same port with the same data. Calls are
 * serialized: any thread may make them.
 */
public interface KafkaServer extends AutoCloseable {

    String bootstrapServers();

    int port();

    /** Stops the broker and returns when it is gone. Does nothing to a stopped broker. */
    void stop();

    /** Returns when the broker takes requests again. Does nothing to a running broker. */
    void start();

    default void restart() {
        stop();
        start();
    }

    /** Stops the broker for good and lets go of its data folder. */
    @Override
    void close();
}
