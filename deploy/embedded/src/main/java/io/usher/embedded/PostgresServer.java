package io.usher.embedded;

/**
 * A PostgreSQL server that can be stopped and started again on the same port with the same data. Safe for
 * several threads.
 */
public interface PostgresServer extends AutoCloseable {

    String host();

    int port();

    String superuser();

    String superuserPassword();

    /** Creates the database and its owner unless they exist. An existing database keeps its content. */
    Database createDatabase(String name);

    /** Closes all connections, stops the server, and returns when it has ended. Does nothing to a stopped server. */
    void stop();

    /** Starts the server, and returns when it accepts connections. Does nothing to a running server. */
    void start();

    default void restart() {
        stop();
        start();
    }

    /** Stops the server for good and releases its data folder. */
    @Override
    void close();
}
