package io.usher.resilience;

/** The Kafka of an installation. */
interface Brokers extends AutoCloseable {

    String bootstrapServers();

    /** Where the APIs find it: over a wire if there is one. */
    String bootstrapServersOfApis();

    /** Starts what was ended. Returns when all of it answers. */
    void recover();

    @Override
    void close();
}
