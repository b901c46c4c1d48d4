package io.usher.api.pages.landing;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.Flood;
import io.usher.api.RunningApi;
import io.usher.contract.id.InviteeId;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import io.usher.testing.TestServers;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeldLinksIT {

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient anybody = api.anonymous();
    private final String organization =
            api.organization("Personal " + System.nanoTime()).get("id").asString();
    private final WebTestClient caller = api.as(api.key(organization, "invitations:write", "statistics:read"));
    private final PersonalLinks links = new PersonalLinks(LinkKeys.of(RunningApi.LINK_KEY, ""));

    @Test
    void aLinkLeadsToItsInvitationWithoutItsTokenHoweverOftenAndWhoeverMadeIt() {
        Linked ada = invite();
        String copied = URI.create(get(caller, ada.path() + "/link").at("link")).getPath();
        String mailed = ada.link(links.token(LinkPurpose.MAILED, ada.id(), 1));

        for (String link : List.of(copied, mailed, mailed, ada.link("nonsense"))) {
            Answers opened = get(anybody, link, "Accept", "text/html");
            assertThat(opened.status()).isEqualTo(303);
            assertThat(opened.header("Location")).isEqualTo("/i/" + ada.code() + "/join");
            assertThat(opened.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(opened.header("Cache-Control")).contains("no-store");
            assertThat(opened.header("Set-Cookie"))
                    .startsWith("usher-link=")
                    .contains("HttpOnly", "SameSite=Lax", "Path=/i/" + ada.code(), "Max-Age=1800");
        }
    }

    @Test
    void whoLooksAtThePageHasOpenedTheLinkAndAScannerHasNot() {
        Linked ada = invite();
        String token = links.token(LinkPurpose.MAILED, ada.id(), 1);
        assertThat(anybody.head()
                        .uri(ada.link(token))
                        .exchange()
                        .expectBody()
                        .returnResult()
                        .getStatus()
                        .value())
                .isEqualTo(303);
        assertThat(join(ada, token).text()).contains("data-opened=\"/i/" + ada.code() + "/opened\"");
        assertThat(get(anybody, "/i/" + ada.code(), "Accept", "text/html").text())
                .contains("data-opened=\"/i/" + ada.code() + "/opened\"");
        assertThat(progress(ada)).isEqualTo("invited");

        assertThat(report(ada, links.token(LinkPurpose.MAILED, ada.id(), 2))).isEqualTo(204);
        assertThat(report(invite(), token)).isEqualTo(204);
        assertThat(progress(ada)).isEqualTo("invited");

        assertThat(report(ada, token)).isEqualTo(204);
        assertThat(report(ada, token)).isEqualTo(204);
        assertThat(progress(ada)).isEqualTo("opened");
        String invitation = "/api/v1/invitations/" + ada.code();
        assertThat(get(caller, invitation + "/stats").json().path("opened").asInt())
                .isOne();
        assertThat(post(caller, invitation + "/invitees/resend", "").text()).isEqualTo("{\"queued\":1,\"skipped\":0}");
        assertThat(progress(ada)).as("a resend invites nobody anew").isEqualTo("opened");
    }

    private Answers join(Linked person, String token) {
        return get(anybody, "/i/" + person.code() + "/join", "Accept", "text/html", "Cookie", "usher-link=" + token);
    }

    private int report(Linked person, String token) {
        return post(
                        anybody,
                        "/i/" + person.code() + "/opened",
                        "",
                        "Cookie",
                        "usher-link=" + token,
                        "Sec-Fetch-Site",
                        "same-origin")
                .status();
    }

    private String progress(Linked person) {
        return get(caller, "/api/v1/invitations/" + person.code() + "/invitees")
                .json()
                .at("/items/0/progress")
                .asString();
    }

    @Test
    void whatIsWrongWithALinkIsSaidInWordsAndTheInvitedAddressIsMailed() {
        Linked replaced = invite();
        assertThat(post(caller, replaced.path() + "/resend", "").status()).isEqualTo(202);
        Linked cancelled = invite();
        post(caller, cancelled.path() + "/cancel", "");
        Linked ended = invite();
        api.execute(
                "update directory.invitee set link_expires_at = now() - interval '1 s' where id = ?",
                ended.id().value());
        Linked deleted = invite();
        delete(caller, "/api/v1/invitations/" + deleted.code());

        assertThat(join(replaced).text())
                .contains("was replaced by a newer one", "It is for a••@x.io", "name=\"invited\"")
                .doesNotContain("ada@", "??");
        assertThat(join(ended).text())
                .contains("This personal link has expired", "It is for a••@x.io", "name=\"invited\"");
        assertThat(join(cancelled).text())
                .contains(
                        "This personal invitation was withdrawn",
                        "Confirm another address</h2>",
                        "/proof\"",
                        "name=\"email\"")
                .doesNotContain("name=\"invited\"", "ada@", "x.io", "This invitation is open.");
        assertThat(join(deleted).status()).isEqualTo(410);
    }

    private Answers join(Linked person) {
        return join(person, links.token(LinkPurpose.MAILED, person.id(), 1));
    }

    @Test
    void aLinkOfSomebodyElseOrOfAnotherInvitationIsNone() {
        Linked ada = invite();
        Linked bob = invite();
        String token = links.token(LinkPurpose.MAILED, ada.id(), 1);
        String changed = token.substring(0, 64) + (token.endsWith("A") ? "B" : "A");
        PersonalLinks foreign = new PersonalLinks(LinkKeys.of("ab".repeat(32), ""));

        assertThat(join(bob, token).text()).contains("This personal link is not valid");
        for (String wrong : List.of(
                changed,
                "x",
                links.token(LinkPurpose.MAILED, ada.id(), 2),
                links.token(LinkPurpose.MAILED, new InviteeId(UUID.randomUUID()), 1),
                foreign.token(LinkPurpose.MAILED, ada.id(), 1))) {
            assertThat(join(ada, wrong).text())
                    .as(wrong)
                    .contains("This personal link is not valid", "New here?")
                    .doesNotContain("x.io", "name=\"invited\"", "new-password");
        }
    }

    @Test
    void whoTriesLinksIsHeldToTheLimitOfUnknownCodes() throws Exception {
        try (RunningApi limited = RunningApi.start(
                TestServers.freshDatabase(),
                "usher.limits.unknown-code.per-second=1",
                "usher.limits.unknown-code.burst=3")) {
            String organization = limited.organization("Tried").get("id").asString();
            Linked ada = invite(limited.platform(), organization);
            assertThat(Stream.generate(() -> falseLink(limited, ada)).limit(3).map(Answers::status))
                    .containsOnly(200);
            assertThat(Flood.untilRefused(again -> falseLink(limited, ada)))
                    .extracting(Answers::status)
                    .contains(429);
        }
    }

    @Test
    void aNetworkIsHeldToTheLimitOfWrongLinksAndPeopleWithGoodOnesAreNot() {
        try (RunningApi limited =
                RunningApi.start(TestServers.freshDatabase(), "usher.accounts.wrong-tokens-of-network.most=3")) {
            String organization = limited.organization("Guessed").get("id").asString();
            Linked ada = invite(limited.platform(), organization);

            assertThat(Stream.generate(() -> falseLink(limited, ada)).limit(5).map(Answers::status))
                    .containsExactly(200, 200, 200, 429, 429);
            assertThat(get(limited.anonymous(), "/proof/nothing", "Accept", "text/html")
                            .status())
                    .as("proofs are counted with them")
                    .isEqualTo(429);
            for (String token : List.of(links.token(LinkPurpose.MAILED, ada.id(), 1), "none")) {
                assertThat(get(
                                        limited.anonymous(),
                                        "/i/" + ada.code() + "/join",
                                        "Accept",
                                        "text/html",
                                        "Cookie",
                                        "usher-link=" + token)
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    private Answers falseLink(RunningApi limited, Linked person) {
        return get(
                limited.anonymous(),
                "/i/" + person.code() + "/join",
                "Accept",
                "text/html",
                "Cookie",
                "usher-link=" + links.token(LinkPurpose.MAILED, new InviteeId(UUID.randomUUID()), 1));
    }

    @Test
    void falseLinksBeyondTheLimitWaitForNoLookUpAndGoodOnesAreNotCounted() throws SQLException {
        try (RunningApi limited = RunningApi.start(
                        TestServers.freshDatabase(),
                        "usher.limits.unknown-code.per-second=1",
                        "usher.limits.unknown-code.burst=5");
                Connection superuser = DriverManager.getConnection(
                        limited.database().jdbcUrl(),
                        TestServers.postgres().superuser(),
                        TestServers.postgres().superuserPassword());
                Statement statement = superuser.createStatement()) {
            String organization = limited.organization("Flooded").get("id").asString();
            Linked ada = invite(limited.platform(), organization);
            String good = "usher-link=" + links.token(LinkPurpose.MAILED, ada.id(), 1);
            String page = "/i/" + ada.code() + "/join";
            assertThat(Stream.generate(() -> get(limited.anonymous(), page, "Accept", "text/html", "Cookie", good))
                            .limit(20)
                            .map(Answers::status))
                    .containsOnly(200);

            superuser.setAutoCommit(false);
            statement.execute("lock table directory.invitee in access exclusive mode");
            List<Integer> flood = Flux.range(0, 40)
                    .flatMap(
                            one -> Mono.fromCallable(() -> report(limited, ada))
                                    .subscribeOn(Schedulers.boundedElastic()),
                            40)
                    .collectList()
                    .blockOptional()
                    .orElseThrow();
            superuser.rollback();
            assertThat(flood).filteredOn(status -> status == 429).hasSizeGreaterThan(20);
        }
    }

    private int report(RunningApi limited, Linked person) {
        return post(
                        limited.anonymous(),
                        "/i/" + person.code() + "/opened",
                        "",
                        "Cookie",
                        "usher-link=" + links.token(LinkPurpose.MAILED, new InviteeId(UUID.randomUUID()), 1),
                        "Sec-Fetch-Site",
                        "same-origin")
                .status();
    }

    private Linked invite() {
        return invite(caller, organization);
    }

    private static Linked invite(WebTestClient caller, String organization) {
        Answers made = post(
                caller,
                "/api/v1/organizations/" + organization + "/invitations",
                Map.of("name", "Personal", "emails", List.of("ada@x.io")));
        JsonNode invitee = get(caller, made.header("Location") + "/invitees")
                .json()
                .path("items")
                .path(0);
        return new Linked(
                made.at("code"),
                new InviteeId(UUID.fromString(invitee.path("id").asString())));
    }

    private record Linked(String code, InviteeId id) {

        String path() {
            return "/api/v1/invitees/" + id;
        }

        String link(String token) {
            return "/i/" + code + "/p/" + token;
        }
    }
}
