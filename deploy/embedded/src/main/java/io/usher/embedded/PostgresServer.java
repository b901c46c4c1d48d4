package io.usher.embedded;

/**
 * A PostgreSQL server that can be stopped and started again on the same port with the same data. Calls are serialized:
 * any thread may make them.
 */
public interface PostgresServer extends AutoCloseable {

    String host();

    int port();

    String superuser();

    String superuserPassword();

    /** Creates the database and its owner where they are absent; an existing database keeps what it holds. */
    Database createDatabase(String name);

    /** Stops the server, cutting off its clients, and returns when it is gone. Does nothing to a stopped server. */
    void stop();

    /** Returns when the server takes connections again. Does nothing to a running server. */
    void start();

    default void restart() {
        stop();
        start();
    }

    /** Stops the server for good and lets go of its data folder. */
    @Override
    void close();
}
