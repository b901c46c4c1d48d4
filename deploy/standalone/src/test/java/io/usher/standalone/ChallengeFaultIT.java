package io.usher.standalone;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.servers.CaughtMail;
import io.usher.servers.Database;
import io.usher.servers.TestServers;
import io.usher.standalone.Evidence.Mail;
import io.usher.standalone.Evidence.Repeats;
import io.usher.standalone.Rush.Asked;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The programs as separate processes, killed and cut off while a thousand people ask. Nobody who was acknowledged is
 * left without a decision, nobody is decided twice, and the first come still get the seats.
 */
@NullUnmarked // a test that meets null fails by itself
class ChallengeFaultIT {

    private static final String TOKEN = "usher_a-key-that-only-tests-know";
    private static final Duration A_WHILE = Duration.ofMinutes(1);
    private static final int WAVES = 10;
    private static final int WAVE = 100;

    /** What a killed notifier had set out to send waits for the end of its lease. */
    private static final Map<String, String> LEASES_END_SOON = Map.of(
            "usher.mail.attempt-within",
            "10s",
            "usher.mail.sending.lease",
            "20s",
            "usher.mail.sending.take-over-after",
            "5s");

    private static final Random RANDOM = new Random();

    private static Database database;
    private static ProgramProcess api;
    private static ProgramProcess notifier;
    private static List<ProgramProcess> workers;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        database = TestServers.freshDatabase();
        api = ProgramProcess.launch("api", with("usher_api", Map.of("usher.admin-token", TOKEN)));
        workers = List.of(worker(), worker());
        notifier = notifier(Map.of());
        programs().forEach(program -> assertThat(program.awaitReady().isAlive()).isTrue());
        client = new ApiClient("http://localhost:" + api.httpPort(), TOKEN);
    }

    private static ProgramProcess worker() {
        return ProgramProcess.launch("acceptance-worker", with("usher_acceptance_worker", Map.of()));
    }

    private static ProgramProcess notifier(Map<String, String> more) {
        Map<String, String> properties = with("usher_notifier_worker", more);
        properties.put("spring.mail.port", "" + TestServers.mail().smtpPort());
        return ProgramProcess.launch("notifier-worker", properties);
    }

    private static Map<String, String> with(String role, Map<String, String> more) {
        Map<String, String> properties = new java.util.HashMap<>(Map.of(
                "spring.r2dbc.url", database.r2dbcUrl(),
                "spring.r2dbc.username", role,
                "spring.r2dbc.password", database.letIn(role),
                "spring.kafka.bootstrap-servers", TestServers.kafka().bootstrapServers()));
        properties.putAll(more);
        return properties;
    }

    @AfterAll
    static void stop() {
        programs().forEach(ProgramProcess::close);
    }

    @RepeatedTest(3)
    void aKilledWorkerLosesNothingAndDoublesNothing() {
        Challenge challenge = Challenge.with(client, 250);
        List<Asked> answers = new ArrayList<>();
        for (int wave = 0; wave < WAVES; wave++) {
            answers.addAll(Rush.on(client, challenge, wave(challenge, wave)));
            if (wave % 3 == 1) {
                ProgramProcess unlucky = workers.get(RANDOM.nextInt(workers.size()));
                unlucky.kill();
                unlucky.relaunch();
            }
        }

        assertThat(answers).allSatisfy(asked -> assertThat(asked.status()).isIn(202, 409));
        evidence().isExact(challenge, answers, Repeats.ALLOWED);
    }

    @Test
    void aBrokerAndADatabaseThatRestartUnderLoadLoseNothing() {
        Challenge challenge = Challenge.with(client, 400);
        List<Asked> answers = new ArrayList<>();
        for (int wave = 0; wave < WAVES; wave++) {
            answers.addAll(Rush.on(client, challenge, wave(challenge, wave)));
            if (wave == 2) {
                TestServers.kafka().restart();
            }
            if (wave == 5) {
                TestServers.postgres().restart();
            }
        }

        assertThat(answers)
                .allSatisfy(asked -> assertThat(asked.status())
                        .as("acknowledged, refused for sure, or told to try again")
                        .isIn(202, 409, 503));
        evidence().isExact(challenge, answers, Repeats.ALLOWED);
        await().atMost(A_WHILE).until(() -> programs().allMatch(ProgramProcess::isReady));
    }

    @Test
    void aKilledApiKeepsItsWord() {
        Challenge challenge = Challenge.with(client, 100);
        List<Asked> answers = new ArrayList<>(Rush.on(client, challenge, challenge.people(0, 300)));
        api.kill();
        api.relaunch();
        assertThat(api.awaitReady().isAlive()).isTrue();
        answers.addAll(Rush.on(client, challenge, challenge.people(300, 600)));

        evidence().isExact(challenge, answers, Repeats.ALLOWED);
        assertThat(answers)
                .filteredOn(asked -> asked.acknowledged().isPresent())
                .allSatisfy(asked -> assertThat(client.get(
                                        "/acceptances/" + asked.acknowledged().get())
                                .status())
                        .isEqualTo(200));
    }

    @Test
    void aNotifierKilledWhileItSendsLosesNoMailAndRepeatsAFewWithTheSameMessageId() throws SQLException {
        notifier.close();
        Challenge challenge = Challenge.with(client, 300);
        List<Asked> answers = Rush.on(client, challenge, challenge.people(0, 600));
        try (ProgramProcess killed = notifier(LEASES_END_SOON);
                Connection holding = database().getConnection()) {
            holding.setAutoCommit(false);
            await().atMost(A_WHILE).pollInterval(Duration.ofMillis(5)).until(() -> holdClaimed(holding) >= 50);
            sendsAllThatItMayWithoutNoting(challenge);
            killed.kill();
            holding.rollback();
            assertThat(mails(challenge).size()).as("killed while it sent").isLessThan(600);
            killed.relaunch();

            evidence(ChallengeFaultIT::mailsOnce).isExact(challenge, answers, Repeats.ALLOWED);
            await().atMost(A_WHILE).until(() -> queued() == 0);
            assertThat(mails(challenge).size())
                    .as("some, and the README's bound")
                    .isBetween(601, 600 + 36);
        } finally {
            notifier.relaunch();
        }
    }

    /** Lets nothing be noted of the mails that are claimed now. Returns how many they are. */
    private static int holdClaimed(Connection holding) throws SQLException {
        holding.rollback();
        try (Statement statement = holding.createStatement();
                ResultSet claimed = statement.executeQuery(
                        "select id from notification.message where due_at > now() + interval '10 s' for update")) {
            int count = 0;
            while (claimed.next()) {
                count++;
            }
            return count;
        }
    }

    private static void sendsAllThatItMayWithoutNoting(Challenge challenge) {
        AtomicInteger before = new AtomicInteger();
        await().atMost(A_WHILE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            int now = mails(challenge).size();
            return before.getAndSet(now) == now && now > 0;
        });
    }

    private static Stream<ProgramProcess> programs() {
        return Stream.concat(Stream.of(api, notifier), workers.stream());
    }

    private static List<String> wave(Challenge challenge, int number) {
        return challenge.people(number * WAVE, (number + 1) * WAVE);
    }

    private static Evidence evidence() {
        return evidence(ChallengeFaultIT::mails);
    }

    private static Evidence evidence(Supplier<Stream<CaughtMail>> mails) {
        return new Evidence(
                TestServers.kafka().bootstrapServers(),
                sql(),
                () -> mails.get().map(mail -> new Mail(mail.to().getFirst(), mail.subject())));
    }

    private static JdbcClient sql() {
        return JdbcClient.create(database());
    }

    private static DataSource database() {
        return new DriverManagerDataSource(database.jdbcUrl(), database.owner(), database.ownerPassword());
    }

    private static long queued() {
        return sql().sql("select count(*) from notification.message where due_at is not null")
                .query(Long.class)
                .single();
    }

    private static Stream<CaughtMail> mails() {
        return TestServers.mail().messages().stream();
    }

    /** What a reader sees whose program shows a message once, however often it came. */
    private static Stream<CaughtMail> mailsOnce() {
        return mails()
                .collect(toMap(mail -> mail.headers().get("Message-ID"), mail -> mail, (first, again) -> first))
                .values()
                .stream();
    }

    private static List<CaughtMail> mails(Challenge challenge) {
        return mails().filter(mail -> challenge.asks(mail.to().getFirst())).toList();
    }
}
