package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.embedded.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntFunction;

/**
 * People with accounts who have signed in a moment ago, as the API stores that, and what their browsers send. No two of the
 * same name are the same people.
 *
 * @param run what their addresses begin with
 * @param count numbered from 0
 */
record SignedInPeople(String run, int count) {

    private static final String PASSWORD = "violin canal eleven";

    /** By Argon2id with the API's settings. */
    private static final String PASSWORD_HASH =
            "{argon2}$argon2id$v=19$m=19456,t=2,p=1$hc4zJYaz6DKN82Vcx/eO9Q$g82qSIPc5TYgS5aj/vowgKBJ2dbYZ2PJQdwF4+MODgc";

    /** Of the cookie of a session. */
    private static final int COOKIE_CHARACTERS = 43;

    private static final String FILLER = "x";

    static SignedInPeople signIn(Database database, String run, int count) {
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                PreparedStatement people = connection.prepareStatement("""
                        with account as (
                            insert into directory.account (id, address, email, first_name, last_name, password_hash,
                                password_changed_at, created_at)
                            select gen_random_uuid(), name || '@example.org', name || '@example.org', 'Ada', 'Lovelace', ?,
                                now(), now()
                            from generate_series(0, ?) n, lateral (select ? || '-' || n as name) named
                            returning id, address)
                        insert into directory.session (hash, account_id, method, authenticated_at, seen_at, expires_at, network)
                        select sha256(convert_to(rpad(split_part(address, '@', 1), ?, ?), 'UTF8')), id, 'password', now(), now(),
                            now() + interval '12 hours', '127.0.0.1'
                        from account
                        """);
                Statement statement = connection.createStatement()) {
            people.setString(1, PASSWORD_HASH);
            people.setInt(2, count - 1);
            people.setString(3, run);
            people.setInt(4, COOKIE_CHARACTERS);
            people.setString(5, FILLER);
            int made = people.executeUpdate();
            if (made != count) {
                throw new IllegalStateException("sessions of %s: %d (expected %d)".formatted(run, made, count));
            }
            // As if they had been there for long: nothing of it is left to those who read the rows first.
            statement.execute("vacuum (analyze) directory.account, directory.session");
            return new SignedInPeople(run, count);
        } catch (SQLException e) {
            throw new IllegalStateException("sessions of %s: not written".formatted(run), e);
        }
    }

    /** Each of them presses Accept on the page of the invitation. */
    IntFunction<byte[]> accepting(String code) {
        return person ->
                form("/i/%s/join".formatted(code), "Cookie: usher-session=%s\r\n".formatted(cookie(person)), "");
    }

    /** Each of them signs in with the password, in another browser; after the last one, the first one does so again. */
    IntFunction<byte[]> signingIn() {
        return request -> form(
                "/sign-in",
                "",
                "email=%s&password=%s"
                        .formatted(SeatRequests.address(run, request % count), PASSWORD.replace(' ', '+')));
    }

    private String cookie(int person) {
        if (person >= count) {
            throw new IllegalArgumentException("person %d of %s (expected less than %d)".formatted(person, run, count));
        }
        String name = run + "-" + person;
        return name + FILLER.repeat(COOKIE_CHARACTERS - name.length());
    }

    private static byte[] form(String path, String cookie, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + cookie
                        + "Sec-Fetch-Site: same-origin\r\nAccept: text/html\r\nAccept-Language: en\r\n"
                        + "Accept-Encoding: gzip\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }
}
