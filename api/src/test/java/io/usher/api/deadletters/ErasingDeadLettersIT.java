package io.usher.api.deadletters;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import io.usher.embedded.Database;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

/** On a database in which nobody else erases. */
class ErasingDeadLettersIT {

    private static final int MEGABYTE = 1_000_000;

    private final DatabaseClient database = client(TestServers.freshDatabase());
    private final ErasingDeadLetters erasing = new ErasingDeadLetters(database, new LateDeadLetters(database));
    private final OrganizationId organization = new OrganizationId(UUID.randomUUID());

    @BeforeEach
    void addOrganization() {
        database.sql("""
                        insert into directory.organization (id, slug, name, created_at, updated_at)
                        values (:id, 'acme', 'Acme', now(), now())""").bind("id", organization.value()).then().block();
    }

    @Test
    void eachStepLooksAtAFewMegabytesUntilThereAreNoFurtherLetters() {
        add(9, MEGABYTE, "ada@example.com");
        add(1, MEGABYTE, "bob@example.com");
        add(2, 1, "ada@example.com");
        begin();

        assertThat(erasing.eraseSome().block()).isTrue();
        assertThat(deleted()).isBetween(1L, 6L);

        erasing.eraseSome().repeat().takeWhile(more -> more).blockLast();
        assertThat(deleted()).isEqualTo(11);
        assertThat(count("directory.dead_letter where state = 'waiting' and octet_length(payload) > " + MEGABYTE))
                .isOne();
        assertThat(count("directory.dead_letter_erasure")).isZero();
    }

    @Test
    void whoIsErasedOnceMoreIsLookedForFromTheBeginning() {
        add(6, MEGABYTE, "bob@example.com");
        begin();
        assertThat(erasing.eraseSome().block()).isTrue();
        database.sql("update directory.dead_letter set payload = convert_to(:text, 'UTF8') where number = 1")
                .bind("text", organization + " ada@example.com")
                .then()
                .block();

        begin();
        erasing.eraseSome().repeat().takeWhile(more -> more).blockLast();

        assertThat(deleted()).isOne();
    }

    private void begin() {
        erasing.begin(new MemberErasureRequested(
                        new CommandId(UUID.randomUUID()),
                        organization,
                        "ada@example.com",
                        Instant.now().minusSeconds(30)))
                .block();
    }

    private void add(int letters, int bytes, String address) {
        database.sql("""
                        insert into directory.dead_letter (id, topic, partition, record_offset, consumer, reason, headers,
                            payload, payload_is_text, recorded_at, set_aside_at, state)
                        select gen_random_uuid(), 'onboarding.invitees', 0, n, '/usher/api', 'a test', '[]',
                            convert_to(repeat('x', :bytes) || :text, 'UTF8'), true, now(), now() - interval '1 hour', 'waiting'
                        from generate_series(1, :letters) n""")
                .bind("bytes", bytes)
                .bind("text", " " + organization + " " + address)
                .bind("letters", letters)
                .then()
                .block(Duration.ofSeconds(30));
    }

    private long deleted() {
        return count("directory.dead_letter where state = 'deleted' and payload is null");
    }

    private long count(String from) {
        return requireNonNull(database.sql("select count(*) from " + from)
                .mapValue(Long.class)
                .one()
                .block());
    }

    private static DatabaseClient client(Database database) {
        return DatabaseClient.create(ConnectionFactories.get(ConnectionFactoryOptions.parse(database.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, "usher_api")
                .option(ConnectionFactoryOptions.PASSWORD, database.letIn("usher_api"))
                .build()));
    }
}
