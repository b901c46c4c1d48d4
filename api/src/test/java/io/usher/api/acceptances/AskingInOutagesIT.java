package io.usher.api.acceptances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.Mailbox;
import io.usher.api.http.security.Permission;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

@Isolated
class AskingInOutagesIT {

    /** The delivery timeout and some air. */
    private static final Duration QUICKLY = Duration.ofSeconds(15);

    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private static final String PASSWORD = "violin canal eleven";

    private static Tables tables;
    private static Log log;
    private static AcceptingApi api;
    private static WebTestClient client;

    @BeforeAll
    static void start() {
        tables = new Tables(TestServers.freshDatabase());
        log = new Log(TestServers.kafka().bootstrapServers());
        api = AcceptingApi.start(tables.database());
        client = api.as(tables.key(null, Permission.ACCEPTANCES_WRITE, Permission.INVITATIONS_READ));
        await().atMost(RECOVERY).until(api::isReady);
    }

    @AfterAll
    static void stop() {
        api.close();
        log.close();
    }

    @AfterEach
    void recover() {
        TestServers.postgres().start();
        TestServers.kafka().start();
    }

    @Test
    void withoutTheDatabaseWhoeverHasAKnownKeyStillGetsIntoTheQueueAndNobodyIsRefused() {
        TestInvitation open = invitation();
        TestInvitation disabled = invitation();
        awaitAccepted(open);
        awaitAccepted(disabled);
        TestInvitation unknown = invitation();

        TestServers.postgres().stop();
        log.publish(
                UUID.randomUUID().toString(),
                Source.API,
                new InvitationDisabled(disabled.disabled().inVersion(2).state()));
        // For longer than a look-up of the key is good for.
        await().during(Duration.ofSeconds(4))
                .atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> ask(open, "bob@example.com").expectStatus().isAccepted());
        ask(disabled, "bob@example.com").expectStatus().isAccepted();
        ask(unknown, "bob@example.com")
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After");
        client.get()
                .uri("/acceptances/{id}", UUID.randomUUID())
                .exchange()
                .expectStatus()
                .isEqualTo(503);
        assertThat(log.requests(open.id())).hasSizeGreaterThan(2);
        await().atMost(RECOVERY).until(() -> !api.isReady());

        TestServers.postgres().start();
        await().atMost(RECOVERY).until(api::isReady);
        // That it could not be looked up is remembered for a second.
        await().atMost(RECOVERY)
                .untilAsserted(
                        () -> ask(unknown, "bob@example.com").expectStatus().isAccepted());
    }

    @Test
    void withoutKafkaNothingIsPromisedAndAfterwardsAllGoesOn() {
        TestInvitation invitation = invitation();
        awaitAccepted(invitation);
        String join = "/i/" + tables.invitation(invitation.state()) + "/join";
        TestBrowser member = signedUp();
        TestBrowser newcomer = new TestBrowser(api.program());
        String address = "bob-" + UUID.randomUUID() + "@example.com";
        newcomer.post(join.replace("/join", "/proof"), "email", address);
        String mailed = new Mailbox(api.program()).link(address);

        TestServers.kafka().stop();
        for (int i = 0; i < 2; i++) {
            long begin = System.nanoTime();
            ask(invitation, "bob@example.com")
                    .expectStatus()
                    .isEqualTo(503)
                    .expectHeader()
                    .exists("Retry-After")
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("unavailable");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(QUICKLY);
        }
        for (Page page : List.of(member.post(join), newcomer.post(mailed, "password", PASSWORD))) {
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.header("Retry-After")).isEqualTo("1");
            assertThat(page.text()).doesNotContain("??");
        }
        await().atMost(RECOVERY).until(() -> !api.isReady());

        TestServers.kafka().start();
        await().atMost(RECOVERY).until(api::isReady);
        TestInvitation after = invitation();
        awaitAccepted(after);
        await().atMost(RECOVERY).untilAsserted(() -> assertDecisionsComeThrough());
    }

    private static TestBrowser signedUp() {
        TestBrowser browser = new TestBrowser(api.program());
        String address = "ada-" + UUID.randomUUID() + "@example.com";
        browser.post("/sign-up", "email", address);
        assertThat(browser.post(new Mailbox(api.program()).link(address), "password", PASSWORD)
                        .status())
                .isEqualTo(303);
        return browser;
    }

    private void assertDecisionsComeThrough() {
        TestInvitation invitation = invitation();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            var decision = CompletableFuture.runAsync(
                    () -> {
                        await().until(() -> !log.requests(invitation.id()).isEmpty());
                        new Worker(tables, log)
                                .reject(log.requests(invitation.id()).getFirst(), 1, RejectionReason.NO_SEATS_LEFT);
                    },
                    other);
            client.post()
                    .uri("/invitations/{id}/acceptances", invitation.id())
                    .header("Prefer", "wait=15")
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"email\":\"ada@example.com\"}")
                    .exchange()
                    .expectStatus()
                    .isOk();
            decision.join();
        }
    }

    /** Soon after a start one may be answered 503. */
    private static void awaitAccepted(TestInvitation invitation) {
        await().atMost(RECOVERY)
                .untilAsserted(
                        () -> ask(invitation, "ada@example.com").expectStatus().isAccepted());
    }

    private static TestInvitation invitation() {
        TestInvitation invitation = TestInvitation.publicOne().of(tables.organization());
        tables.invitation(invitation.state());
        return invitation;
    }

    private static ResponseSpec ask(TestInvitation invitation, String email) {
        return client.post()
                .uri("/invitations/{invitation}/acceptances", invitation.id())
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"email\":\"%s\"}".formatted(email))
                .exchange();
    }
}
