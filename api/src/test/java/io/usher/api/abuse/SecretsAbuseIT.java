package io.usher.api.abuse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.StubIssuer;
import io.usher.api.StubIssuer.Signature;
import io.usher.api.TestBrowser;
import io.usher.api.accounts.Mailbox;
import io.usher.contract.id.InviteeId;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import io.usher.testing.ReusedConnections;
import io.usher.testing.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What opens something is kept by who has it and by nobody else: in no log, table, event or audit entry. */
class SecretsAbuseIT {

    private static final String PASSWORD = "violin canal eleven " + UUID.randomUUID();

    private final RunningApi api = RunningApi.shared();
    private final Mailbox mailbox = new Mailbox(api);
    private final String subject = UUID.randomUUID().toString();
    private final String address = "ada-" + subject + "@example.com";
    private final TestBrowser browser = new TestBrowser(api);
    private final Map<String, String> secrets = new LinkedHashMap<>();

    private void secret(String name, String value) {
        assertThat(value).as(name).hasSizeGreaterThan(15);
        secrets.put(name, value);
    }

    private void cookie(String name) {
        secret("cookie " + name + " " + secrets.size(), requireNonNull(browser.cookie(name), name));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Test
    void noSecretIsKeptOrPublishedOrLogged() throws SQLException {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger ours = (Logger) LoggerFactory.getLogger("io.usher");
        root.addAppender(log);
        ours.setLevel(Level.TRACE);
        try {
            proveAddress();
            resetPassword();
            join();
            signInElsewhere();
            useKeys();
        } finally {
            ours.setLevel(null);
            root.detachAppender(log);
        }

        assertThat(secrets).hasSizeGreaterThan(14);
        List<String> logged = log.list.stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList();
        secrets.forEach((name, secret) -> assertThat(logged).as(name).noneMatch(line -> line.contains(secret)));
        assertThat(tablesWithSecrets()).isEmpty();
        assertThat(topicsWithSecrets()).isEmpty();
    }

    private void proveAddress() {
        browser.post("/sign-up", "email", address);
        String link = mailbox.link(address);
        secret("proof of an address", last(link));
        secret("password", PASSWORD);
        browser.get(link);
        browser.head(link);
        cookie("usher-proof");
        browser.post(link, "password", "short", "firstName", "Ada");
        assertThat(browser.post(link, "password", PASSWORD, "firstName", "Ada").status())
                .isEqualTo(303);
        cookie("usher-session");
        browser.post(link, "password", PASSWORD);
        browser.get(link);
        browser.get(link + "x");
        browser.post("/sign-out");
        secret("wrong password", "wrong " + PASSWORD);
        browser.post("/sign-in", "email", address, "password", "wrong " + PASSWORD);
        browser.post("/sign-in", "email", address, "password", PASSWORD);
        cookie("usher-session");
    }

    private void resetPassword() {
        browser.post("/password", "email", address);
        String link = mailbox.link(address);
        secret("proof for a password", last(link));
        secret("another password", PASSWORD + " again");
        assertThat(browser.post(link, "password", PASSWORD + " again").status()).isEqualTo(303);
        cookie("usher-session");
    }

    private void join() {
        String organization = api.organization("Secrets " + subject).path("id").asString();
        WebTestClient inviter = api.as(api.key(organization, "invitations:write"));
        Answers made = Answers.post(
                inviter,
                "/api/v1/organizations/" + organization + "/invitations",
                Map.of("name", "Kept", "emails", List.of(address, "bob-" + address)));
        List<InviteeId> invited = Answers.get(inviter, made.header("Location") + "/invitees")
                .json()
                .path("items")
                .valueStream()
                .map(one -> new InviteeId(UUID.fromString(one.path("id").asString())))
                .toList();
        PersonalLinks links = new PersonalLinks(LinkKeys.of(RunningApi.LINK_KEY, ""));
        for (InviteeId invitee : invited) {
            String mailed = links.token(LinkPurpose.MAILED, invitee, 1);
            String copied = last(Answers.get(inviter, "/api/v1/invitees/" + invitee + "/link")
                    .at("link"));
            secret("mailed link of " + invitee, mailed);
            secret("copied link of " + invitee, copied);
            TestBrowser opened = new TestBrowser(api);
            for (String token : List.of(copied, mailed)) {
                opened.get("/i/" + made.at("code") + "/p/" + token);
                opened.get("/i/" + made.at("code") + "/join");
                opened.post("/i/" + made.at("code") + "/opened");
                opened.post("/i/" + made.at("code") + "/join", "password", PASSWORD, "firstName", "Bob");
            }
            opened.post("/i/" + made.at("code") + "/decline");
            Answers.post(inviter, "/api/v1/invitees/" + invitee + "/resend", "");
        }
    }

    private void signInElsewhere() {
        StubIssuer issuer = StubIssuer.shared();
        TestBrowser other = new TestBrowser(api);
        String asked = other.get("/sign-in/with/" + StubIssuer.PROVIDER).location();
        String answer = issuer.signedIn(
                asked,
                Signature.ITS_OWN,
                claims -> claims.subject(subject)
                        .claim("email", "o-" + subject + "@" + StubIssuer.BELIEVED)
                        .claim("email_verified", true));
        for (String parameter : List.of("code", "state")) {
            Matcher value = Pattern.compile("[?&]" + parameter + "=([^&]+)").matcher(answer);
            assertThat(value.find()).isTrue();
            secret("parameter " + parameter, requireNonNull(value.group(1)));
        }
        secret("sealed question", requireNonNull(other.cookie("usher-sign-in")));
        assertThat(other.get(answer).status()).isEqualTo(303);
        other.get(answer);
        secret("session of a provider", requireNonNull(other.cookie("usher-session")));
    }

    private void useKeys() {
        String organization = api.organization("Keys " + subject).path("id").asString();
        String keys = "/api/v1/organizations/" + organization + "/api-keys";
        Map<String, Object> wanted = Map.of("name", "k", "scopes", List.of("invitations:read"));
        Answers made = Answers.post(api.platform(), keys, wanted, "Idempotency-Key", "again-" + subject);
        secret("secret of a key", made.at("secret"));
        assertThat(Answers.post(api.platform(), keys, wanted, "Idempotency-Key", "again-" + subject)
                        .at("secret"))
                .isEqualTo(made.at("secret"));
        Answers.get(api.as(made.at("secret")), "/api/v1/organizations/" + organization + "/invitations");
        Answers.post(api.as(made.at("secret")), keys, wanted);
        Answers.get(api.as(made.at("secret") + "x"), "/api/v1/organizations");
        secret("token of an issuer", StubIssuer.shared().tokenFor(claims -> claims.claim("scope", "ops")));
        Answers.get(api.as(secrets.getOrDefault("token of an issuer", "")), "/api/v1/ops/dead-letters");
    }

    /** As text, and as the digits of bytes. */
    private Collection<String> written() {
        return secrets.values().stream()
                .flatMap(secret -> Stream.of(secret, HexFormat.of().formatHex(secret.getBytes(UTF_8))))
                .toList();
    }

    private List<String> tablesWithSecrets() throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = ReusedConnections.to(
                        api.database().jdbcUrl(),
                        TestServers.postgres().superuser(),
                        TestServers.postgres().superuserPassword());
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("""
                    select format('%I.%I', table_schema, table_name) from information_schema.tables
                    where table_type = 'BASE TABLE' and table_schema in ('directory', 'onboarding', 'notification')""")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            assertThat(tables).hasSizeGreaterThan(30);
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("select t::text from " + table + " t")) {
                    while (rows.next()) {
                        String row = rows.getString(1);
                        written().stream()
                                .filter(row::contains)
                                .forEach(secret -> found.add(table + ": " + name(secret)));
                    }
                }
            }
        }
        return found;
    }

    private String name(String written) {
        return secrets.entrySet().stream()
                .filter(secret -> secret.getValue().equals(written)
                        || HexFormat.of()
                                .formatHex(secret.getValue().getBytes(UTF_8))
                                .equals(written))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private List<String> topicsWithSecrets() {
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().values().stream()
                    .flatMap(List<PartitionInfo>::stream)
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .filter(partition -> partition.topic().startsWith("onboarding."))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    StringBuilder read = new StringBuilder(text(record.key())).append(text(record.value()));
                    record.headers().forEach(header -> read.append(text(header.value())));
                    String all = read.toString();
                    secrets.forEach((name, secret) -> {
                        if (all.contains(secret)) {
                            found.add(record.topic() + ": " + name);
                        }
                    });
                }
            }
        }
        return found;
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, ISO_8859_1);
    }
}
