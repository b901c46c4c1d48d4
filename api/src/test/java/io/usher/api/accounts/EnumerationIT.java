package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** From outside nobody learns which addresses have an account. */
class EnumerationIT {

    /** Where the driver names each statement before it is sent. */
    private static final Logger QUERIES = (Logger) LoggerFactory.getLogger("io.r2dbc.postgresql.QUERY");

    /** Of people: other work of the program goes on beside it. */
    private static final Pattern OF_PEOPLE = Pattern.compile(
            "(?i)(into|from|update) directory\\.(account|session|proof|attempt)\\b(?!.*for\\s+update skip locked)",
            Pattern.DOTALL);

    private final RunningApi api = RunningApi.shared();
    private final String known = "known-" + UUID.randomUUID() + "@example.com";
    private final String unknown = "other-" + UUID.randomUUID() + "@example.com";

    private record Seen(int status, String text, Map<String, List<String>> headers, List<String> statements) {}

    @ParameterizedTest
    @ValueSource(strings = {"/sign-in", "/sign-in/link", "/sign-up", "/password"})
    void aFormIsAnsweredAlikeAndAfterTheSameStatements(String path) {
        TestBrowser owner = new TestBrowser(api);
        owner.post("/sign-up", "email", known);
        assertThat(owner.post(new Mailbox(api).link(known), "password", SigningInIT.PASSWORD)
                        .status())
                .isEqualTo(303);

        for (String password : List.of("wrong password", "", "x".repeat(10_000))) {
            Seen ofKnown = post(path, known, password);
            Seen ofUnknown = post(path, unknown, password);

            assertThat(ofUnknown).isEqualTo(ofKnown);
            assertThat(ofKnown.statements()).isNotEmpty();
            if (!path.equals("/sign-in")) {
                return;
            }
        }
    }

    private Seen post(String path, String address, String password) {
        ListAppender<ILoggingEvent> statements = new ListAppender<>();
        statements.list = new CopyOnWriteArrayList<>();
        statements.start();
        Level before = QUERIES.getLevel();
        QUERIES.setLevel(Level.DEBUG);
        QUERIES.addAppender(statements);
        try {
            Page page = new TestBrowser(api).post(path, "email", address, "password", password);
            return new Seen(
                    page.status(),
                    page.text().replace(address, "<address>"),
                    page.headers().entrySet().stream()
                            .filter(header -> !header.getKey().equals("date"))
                            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                    statements.list.stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .filter(statement -> OF_PEOPLE.matcher(statement).find())
                            .toList());
        } finally {
            QUERIES.detachAppender(statements);
            QUERIES.setLevel(before);
        }
    }
}
