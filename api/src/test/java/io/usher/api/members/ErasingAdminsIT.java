package io.usher.api.members;

import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Permission;
import io.usher.api.http.security.Rights;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Erasures of admins that the worker has not carried out. */
class ErasingAdminsIT extends MembersScenario {

    private static final String BOB = "bob@example.com";
    private static final Duration SOON = Duration.ofSeconds(8);

    private final Caller admin = Caller.person(
            UUID.randomUUID(), Map.of(organization, Rights.everywhere(EnumSet.allOf(Permission.class))), Instant.EPOCH);
    private final ErasablePeople erasable = api.context().getBean(ErasablePeople.class);
    private final Transactions transactions = api.context().getBean(Transactions.class);
    private final DatabaseClient database = api.context().getBean(DatabaseClient.class);

    @BeforeEach
    void addAdmins() {
        rows.add(organization, ADA, role("admin"));
        rows.add(organization, BOB, role("admin"));
    }

    @Test
    void ofTheLastTwoAdminsWhoAreErasedAtOnceOneIsRefused() {
        AtomicBoolean judged = new AtomicBoolean();
        Sinks.Empty<Void> commit = Sinks.empty();
        CompletableFuture<@Nullable String> ada = outcome(
                        transactions.inOne(erasable.require(admin, organization.toString(), ADA)
                                .then(Mono.fromRunnable(() -> judged.set(true)))
                                .then(commit.asMono())))
                .toFuture();
        await().atMost(SOON).untilTrue(judged);

        CompletableFuture<@Nullable String> bob = erase(BOB).toFuture();
        await().atMost(SOON).until(() -> bob.isDone() || someoneWaits());
        commit.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);

        assertThat(ada).succeedsWithin(SOON).isEqualTo("begun");
        assertThat(bob).succeedsWithin(SOON).isEqualTo("last-admin");
    }

    @Test
    void anAdminWhoIsBeingErasedDoesNotCount() {
        assertThat(erase(ADA).block()).isEqualTo("begun");
        assertThat(erase(BOB).block()).isEqualTo("last-admin");
        assertThat(erase(ADA).block()).as("the same once more").isEqualTo("begun");
    }

    @Test
    void whoIsErasedByThePlatformDoesNotCountEither() {
        assertThat(post(api.platform(), members + "/" + ADA + "/erase", "").status())
                .isEqualTo(202);

        assertThat(erase(BOB).block()).isEqualTo("last-admin");
    }

    @Test
    void anAdminWhoseErasureBrokeOffCountsAMinuteLater() {
        assertThat(erase(ADA).block()).isEqualTo("begun");
        assertThat(erase(BOB).block()).isEqualTo("last-admin");

        age();
        assertThat(erase(BOB).block()).isEqualTo("begun");
    }

    @Test
    void anAdminWhoseErasureIsOnItsWayDoesNotCountHoweverLongThatTakes() {
        assertThat(post(api.platform(), members + "/" + ADA + "/erase", "").status())
                .isEqualTo(202);

        age();
        assertThat(erase(BOB).block()).isEqualTo("last-admin");
    }

    private void age() {
        rows.joinedAnHourAgo(organization);
        database.sql("""
                        update directory.admin_erasure set requested_at = requested_at - interval '2 minutes'
                        where organization_id = :organization""").bind("organization", organization.value()).then().block();
    }

    @Test
    void anAdminWhoHasComeBackCounts() {
        assertThat(erase(ADA).block()).isEqualTo("begun");

        rows.remove(organization, ADA);
        assertThat(erase(BOB).block()).isEqualTo("last-admin");
        rows.joinLater(organization, ADA, role("admin"));

        assertThat(erase(BOB).block()).isEqualTo("begun");
        assertThat(erase(ADA).block()).isEqualTo("last-admin");
    }

    private Mono<String> erase(String address) {
        return outcome(transactions.inOne(erasable.require(admin, organization.toString(), address)));
    }

    private static Mono<String> outcome(Mono<Void> request) {
        return request.thenReturn("begun").onErrorResume(Refusal.class, refused -> Mono.just(refused.code()));
    }

    private boolean someoneWaits() {
        return Boolean.TRUE.equals(
                database.sql("select exists (select from pg_locks where locktype = 'advisory' and not granted)")
                        .mapValue(Boolean.class)
                        .one()
                        .block());
    }
}
