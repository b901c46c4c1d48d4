package io.usher.testing;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.usher.embedded.Database;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Connections for single statements: who closes one leaves it to the next who asks for the same database, since to open
 * one takes many times as long as such a statement. Those that servers have ended are not handed out. Safe for several
 * threads.
 */
public final class ReusedConnections {

    private static final int MOST_IDLE = 8;
    private static final int ANSWERS_WITHIN_SECONDS = 10;

    /** Newest first. */
    @GuardedBy("IDLE") private static final Deque<Idle> IDLE = new ArrayDeque<>();

    private record Idle(String url, String user, Connection connection) {}

    private ReusedConnections() {}

    /** As the owner of the database. */
    public static Connection to(Database database) throws SQLException {
        return to(database.jdbcUrl(), database.owner(), database.ownerPassword());
    }

    /** Runs a statement as the owner of the database; returns how many rows it changed. */
    @CanIgnoreReturnValue
    public static int update(Database database, String sql, @Nullable Object... parameters) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object parameter : parameters) {
            // The driver takes no instants.
            values.add(parameter instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : parameter);
        }
        return client(database).sql(sql).params(values).update();
    }

    /** Runs each statement on one of them, as the owner of the database. */
    public static JdbcClient client(Database database) {
        return JdbcClient.create(new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                return to(database);
            }

            @Override
            public Connection getConnection(String user, String password) throws SQLException {
                return to(database.jdbcUrl(), user, password);
            }
        });
    }

    public static Connection to(String url, String user, String password) throws SQLException {
        for (Idle idle = taken(url, user); idle != null; idle = taken(url, user)) {
            if (idle.connection().isValid(ANSWERS_WITHIN_SECONDS)) {
                return leftWhenClosed(idle);
            }
            idle.connection().close();
        }
        return leftWhenClosed(new Idle(url, user, DriverManager.getConnection(url, user, password)));
    }

    private static @Nullable Idle taken(String url, String user) {
        synchronized (IDLE) {
            for (Iterator<Idle> all = IDLE.iterator(); all.hasNext(); ) {
                Idle idle = all.next();
                if (idle.url().equals(url) && idle.user().equals(user)) {
                    all.remove();
                    return idle;
                }
            }
        }
        return null;
    }

    private static Connection leftWhenClosed(Idle opened) {
        return (Connection) Proxy.newProxyInstance(
                ReusedConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? left(opened) : call(opened.connection(), method, arguments));
    }

    private static @Nullable Object call(Connection connection, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw requireNonNull(e.getCause());
        }
    }

    private static @Nullable Object left(Idle used) throws SQLException {
        if (used.connection().isClosed() || !used.connection().getAutoCommit()) {
            used.connection().close();
            return null;
        }
        Idle oldest = null;
        synchronized (IDLE) {
            IDLE.addFirst(used);
            if (IDLE.size() > MOST_IDLE) {
                oldest = IDLE.removeLast();
            }
        }
        if (oldest != null) {
            oldest.connection().close();
        }
        return null;
    }

    /** Closes those that nobody uses: PostgreSQL copies and deletes no database that somebody is connected to. */
    public static void closeIdle() throws SQLException {
        synchronized (IDLE) {
            for (Idle idle : IDLE) {
                idle.connection().close();
            }
            IDLE.clear();
        }
    }
}
