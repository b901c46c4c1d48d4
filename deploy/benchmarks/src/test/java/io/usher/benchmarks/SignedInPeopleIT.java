package io.usher.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class SignedInPeopleIT {

    private final Database database = TestServers.freshDatabase();

    @Test
    void eachHasAnAccountAndTheSessionOfTheirCookie() throws SQLException {
        SignedInPeople people = SignedInPeople.signIn(database, "some", 12);
        String request = new String(people.accepting("code").apply(11), UTF_8);

        assertThat(request).startsWith("POST /i/code/join HTTP/1.1\r\n").contains("Sec-Fetch-Site: same-origin\r\n");
        String cookie = request.replaceAll("(?s).*usher-session=(\\S+)\r\n.*", "$1");
        assertThat(cookie).matches("[A-Za-z0-9_-]{43}");
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.owner(), database.ownerPassword());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        select a.address, (select count(*) from directory.session) as sessions
                        from directory.session s join directory.account a on a.id = s.account_id
                        where s.hash = sha256('%s')
                        """.formatted(cookie))) {
            assertThat(found.next()).isTrue();
            assertThat(found.getString("address")).isEqualTo(SeatRequests.address("some", 11));
            assertThat(found.getInt("sessions")).isEqualTo(12);
        }
    }

    @Test
    void thereIsNoRequestOfSomebodyWhoIsNotSignedIn() {
        SignedInPeople people = new SignedInPeople("few", 3);

        assertThatThrownBy(() -> people.accepting("code").apply(3)).hasMessageContaining("expected less than 3");
        assertThat(people.signingIn().apply(4)).isEqualTo(people.signingIn().apply(1));
    }
}
