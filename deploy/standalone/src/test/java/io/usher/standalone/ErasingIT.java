package io.usher.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.contract.kafka.Topic;
import io.usher.testing.ApiClient.Answer;
import io.usher.testing.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Erases people on request in all programs, against {@code deploy/up}. */
@Execution(CONCURRENT)
class ErasingIT {

    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final String WAIT = "wait=20";

    private static RunningUsher usher;

    private final String name = "ada" + UUID.randomUUID().toString().substring(0, 8);
    private final String address = name + "@example.org";
    private String organization = "";

    @BeforeAll
    static void start() {
        usher = RunningUsher.shared();
    }

    @BeforeEach
    void createOrganization() {
        organization = id(usher.api().post("/organizations", "{\"name\": \"Analytical Engines\"}"));
    }

    @Test
    void afterAnErasureTheAddressIsNowhereAndANewRequestIsNew() {
        String publicOne = invite("\"quota\": 10");
        String amongOthers =
                invite("\"emails\": [\"%s\", \"%s\"]".formatted(address, "grace." + organization + "@example.org"));
        String alone = invite("\"emails\": [\"%s\"]".formatted(address));
        String first = accepted(publicOne, address);
        accepted(amongOthers, address);
        await("mail is sent").atMost(A_WHILE).until(() -> sent() == 4);

        Answer erased = usher.api().post("/organizations/%s/members/%s/erase".formatted(organization, address), "");

        assertThat(erased.status()).as("%s", erased.body()).isEqualTo(202);
        await("the address is in no table")
                .atMost(A_WHILE)
                .untilAsserted(() -> assertThat(tables())
                        .allSatisfy(
                                table -> assertThat(mentions(table)).as(table).isZero()));
        await("nor in what compaction leaves").atMost(A_WHILE).untilAsserted(() -> {
            assertThat(newest(Topic.INVITATIONS).values()).noneMatch(value -> value != null && value.contains(name));
            assertThat(newest(Topic.MEMBERS)).containsEntry(organization + "/" + address, null);
        });
        assertThat(seats()).isZero();
        assertThat(usher.api()
                        .get("/invitations/" + publicOne)
                        .body()
                        .path("accepted")
                        .asInt())
                .as("a use stays used")
                .isOne();
        assertThat(usher.api().get("/invitations/" + amongOthers).body().path("emails"))
                .hasSize(1);
        assertThat(usher.api().get("/invitations/" + alone).body().path("mode").asString())
                .as("not one for the public")
                .isEqualTo("targeted");

        String again = accepted(publicOne, address);

        assertThat(again).isNotEqualTo(first);
        assertThat(seats()).isOne();
        assertThat(usher.api()
                        .get("/invitations/" + publicOne)
                        .body()
                        .path("accepted")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void erasingAMemberByIdErasesNobodyElse() {
        String elsewhere = organization;
        accepted(invite("\"quota\": 10"), address);
        createOrganization();
        String other = "grace-" + address;
        String invitation = invite("\"quota\": 10");
        accepted(invitation, address);
        accepted(invitation, other);
        UUID member = sql().sql("select id from onboarding.member where organization_id = ?::uuid and address = ?")
                .params(organization, address)
                .query(UUID.class)
                .single();

        String erase = "/organizations/%s/members/%s/erase";
        assertThat(usher.api()
                        .post(erase.formatted(organization, UUID.randomUUID()), "")
                        .status())
                .isEqualTo(404);
        assertThat(usher.api().post(erase.formatted(organization, "nobody"), "").status())
                .isEqualTo(404);
        assertThat(usher.api().post(erase.formatted(organization, member), "").status())
                .isEqualTo(202);

        await().atMost(A_WHILE).until(() -> seats() == 1);
        assertThat(people("onboarding.member")).containsExactlyInAnyOrder(elsewhere + address, organization + other);
        assertThat(people("onboarding.acceptance where not erased"))
                .containsExactlyInAnyOrder(elsewhere + address, organization + other);
        await("mail is erased too")
                .atMost(A_WHILE)
                .untilAsserted(() -> assertThat(people("notification.message"))
                        .containsExactlyInAnyOrder(elsewhere + address, organization + other));
    }

    /** In the organization of this test. */
    private List<String> people(String table) {
        return sql()
                .sql("select organization_id || address from (select * from %s) as r where address like ?"
                        .formatted(table))
                .params("%" + address)
                .query(String.class)
                .stream()
                .map(String::valueOf)
                .toList();
    }

    private String invite(String terms) {
        return id(usher.api()
                .post(
                        "/organizations/%s/invitations".formatted(organization),
                        "{\"name\": \"Spring\", \"sendEmails\": true, %s}".formatted(terms)));
    }

    @CanIgnoreReturnValue
    private String accepted(String invitation, String email) {
        Answer answer = usher.api()
                .postUntilConfirmed(
                        "/invitations/%s/acceptances".formatted(invitation),
                        "{\"email\": \"%s\", \"firstName\": \"%s\"}".formatted(email, name),
                        "Prefer",
                        WAIT);
        assertThat(answer.body().path("outcome").asString())
                .as("%s", answer.body())
                .isEqualTo("accepted");
        return answer.body().path("id").asString();
    }

    private static String id(Answer created) {
        assertThat(created.status()).as("%s", created.body()).isEqualTo(201);
        return created.body().path("id").asString();
    }

    private long sent() {
        return sql().sql("select count(*) from notification.message where address = ? and state = 'sent'")
                .params(address)
                .query(Long.class)
                .single();
    }

    private int seats() {
        return usher.api()
                .get("/organizations/" + organization)
                .body()
                .path("seatsTaken")
                .asInt();
    }

    private static List<String> tables() {
        return sql().sql("""
                        select table_schema || '.' || table_name from information_schema.tables
                        where table_schema in ('directory', 'onboarding', 'notification')
                        """).query(String.class).stream().map(String::valueOf).toList();
    }

    /** Counts rows that mention the name in any column, also as bytes. */
    private long mentions(String table) {
        return sql().sql("""
                        select count(*) from %s as r
                        where r::text like '%%' || :name || '%%'
                           or r::text like '%%' || encode(convert_to(:name, 'UTF8'), 'hex') || '%%'
                        """.formatted(table))
                .param("name", name)
                .query(Long.class)
                .single();
    }

    /** The newest value of each key, null after a tombstone. */
    private static Map<String, @Nullable String> newest(Topic topic) {
        Map<String, @Nullable String> newest = new HashMap<>();
        TopicReader.all(usher.bootstrapServers(), topic.topicName())
                .forEach(record -> newest.put(text(record.key()), text(record.value())));
        return newest;
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    private static JdbcClient sql() {
        try {
            String password = Files.readString(usher.place().data().resolve("postgresql/owner.password"))
                    .strip();
            return JdbcClient.create(new DriverManagerDataSource(
                    "jdbc:postgresql://localhost:%d/usher"
                            .formatted(usher.place().port(ListeningPort.POSTGRES)),
                    "usher_owner",
                    password));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
