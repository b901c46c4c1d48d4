package io.usher.resilience;

/** The Kafka of an installation. */
interface Brokers extends AutoCloseable {

    String bootstrapServers();

    /** What the APIs connect to: the proxy if there is one. */
    String bootstrapServersOfApis();

    /** Starts stopped brokers. Returns when all respond. */
    void recover();

    @Override
    void close();
}
