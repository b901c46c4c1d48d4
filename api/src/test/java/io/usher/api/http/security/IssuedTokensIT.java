package io.usher.api.http.security;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.StubIssuer;
import io.usher.api.StubIssuer.Signature;
import io.usher.api.accounts.NewAccount;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/** Tokens of a configured issuer, in the place of keys. */
class IssuedTokensIT {

    private final RunningApi api = RunningApi.shared();
    private final StubIssuer issuer = StubIssuer.shared();
    private final String organization =
            api.organization("Tokens " + System.nanoTime()).path("id").asString();
    private final String path = "/api/v1/organizations/" + organization;

    private Consumer<JWTClaimsSet.Builder> scoped(String scope) {
        return claims -> claims.claim("organization", organization).claim("scope", scope);
    }

    private WebTestClient as(String scope) {
        return api.as(issuer.tokenFor(scoped(scope)));
    }

    @Test
    void aTokenSeesItsOrganizationAloneAsFarAsItsScopesGo() {
        String other =
                api.organization("Others " + System.nanoTime()).path("id").asString();
        WebTestClient program = as("openid teams:write unheard:of");

        assertThat(get(program, path).status()).isEqualTo(200);
        assertThat(post(program, path + "/teams", Map.of("name", "Finalists")).status())
                .isEqualTo(201);
        assertThat(get(program, path + "/members").problem()).isEqualTo("403 forbidden");
        assertThat(get(program, "/api/v1/organizations/" + other).problem()).isEqualTo("404 not-found");
        assertThat(get(program, "/api/v1/organizations/" + other + "/teams").problem())
                .isEqualTo("404 not-found");
        assertThat(get(program, "/api/v1/organizations").json().path("items")).hasSize(1);
        assertThat(get(program, path, HttpHeaders.COOKIE, "usher-session=" + "p".repeat(43))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void scopesMayBeAList() {
        WebTestClient program = api.as(issuer.tokenFor(claims ->
                claims.claim("organization", organization).claim("scope", List.of("teams:write", "members:read"))));

        assertThat(get(program, path + "/members").status()).isEqualTo(200);
    }

    @Test
    void aTokenWithoutOrganizationIsThePlatformsOnlyByAScopeOfThePlatform() {
        WebTestClient nobody = api.as(issuer.tokenFor(claims -> claims.claim("scope", "members:write teams:write")));
        WebTestClient platform = api.as(issuer.tokenFor(claims -> claims.claim("scope", "organizations:write")));
        WebTestClient tenant = as("organizations:write");

        assertThat(get(nobody, path).problem()).isEqualTo("404 not-found");
        assertThat(get(nobody, "/api/v1/organizations").json().path("items")).isEmpty();
        assertThat(get(nobody, path + "/teams").problem()).isEqualTo("404 not-found");
        assertThat(get(platform, path).status()).isEqualTo(200);
        assertThat(post(platform, "/api/v1/organizations", Map.of("name", "By token"))
                        .status())
                .isEqualTo(201);
        assertThat(post(tenant, "/api/v1/organizations", Map.of("name", "By token"))
                        .problem())
                .isEqualTo("403 forbidden");
    }

    enum Flaw {
        AUDIENCE("token-invalid", claims -> claims.audience("another")),
        NO_AUDIENCE("token-invalid", claims -> claims.audience((String) null)),
        NO_SUBJECT("token-invalid", claims -> claims.subject(null)),
        NO_END("token-invalid", claims -> claims.expirationTime(null)),
        NOT_YET(
                "token-invalid",
                claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(300)))),
        ORGANIZATION("token-invalid", claims -> claims.claim("organization", "by-slug")),
        ORGANIZATIONS("token-invalid", claims -> claims.claim("organization", List.of("by-list"))),
        EXPIRED(
                "token-expired",
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(1)))),
        FOREIGN_KEY("token-invalid", claims -> {}),
        UNSIGNED("token-invalid", claims -> {}),
        ANOTHER_ISSUER("unauthorized", claims -> claims.issuer("https://id.example.com"));

        private final String code;
        private final Consumer<JWTClaimsSet.Builder> change;

        Flaw(String code, Consumer<JWTClaimsSet.Builder> change) {
            this.code = code;
            this.change = change;
        }

        Signature signature() {
            return switch (this) {
                case FOREIGN_KEY -> Signature.FOREIGN;
                case UNSIGNED -> Signature.NONE;
                default -> Signature.ITS_OWN;
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatIsNotGoodLetsNobodyInAndSaysSo(Flaw flaw) {
        WebTestClient program =
                api.as(issuer.tokenFor(flaw.signature(), scoped("members:read").andThen(flaw.change)));

        Answers refused = get(program, path);

        assertThat(refused.problem()).isEqualTo("401 " + flaw.code);
        assertThat(refused.header(HttpHeaders.WWW_AUTHENTICATE))
                .startsWith(
                        flaw.code.equals("unauthorized")
                                ? "Bearer realm=\"usher\""
                                : "Bearer realm=\"usher\", error=\"invalid_token\", error_description=\"The token ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c", "..", "a.e30.c", "a.W10.c", "a.bnVsbA.c"})
    void whatIsNoTokenIsNoKeyEither(String bearer) {
        assertThat(get(api.as(bearer), path).problem()).isEqualTo("401 unauthorized");
    }

    @Test
    void whatATokenDoesIsInTheAuditLogUnderItsIssuerAndSubject() {
        String subject = UUID.randomUUID().toString();
        WebTestClient program =
                api.as(issuer.tokenFor(scoped("teams:write members:write").andThen(all -> all.subject(subject))));

        JsonNode team = RunningApi.created(program, path + "/teams", Map.of("name", "Finalists"));

        JsonNode actor = get(program, path + "/audit?subject=" + team.path("id").asString())
                .json()
                .at("/items/0/actor");
        assertThat(actor.path("kind").asString()).isEqualTo("key");
        assertThat(actor.path("id").isNull() || actor.path("id").isMissingNode())
                .isTrue();
        assertThat(actor.path("name").asString()).isEqualTo(issuer.name() + "#" + subject);
        assertThat(get(program, path + "/audit?actor=key").json().path("items")).isNotEmpty();
    }

    @Test
    void aKeyThatATokenMakesEndsWithItAndHoldsNoMore() {
        Instant end = Instant.now().plusSeconds(200);
        WebTestClient program =
                api.as(issuer.tokenFor(scoped("members:write").andThen(all -> all.expirationTime(Date.from(end)))));

        Answers key = post(program, path + "/api-keys", Map.of("name", "k", "scopes", List.of("members:write")));

        assertThat(key.status()).as(key.text()).isEqualTo(201);
        assertThat(Instant.parse(key.at("expiresAt"))).isBeforeOrEqualTo(end);
        assertThat(get(api.as(key.at("secret")), path + "/members").status()).isEqualTo(200);
        assertThat(post(program, path + "/api-keys", Map.of("name", "k", "scopes", List.of("teams:write")))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
    }

    @Test
    void aStreamEndsWithTheTokenOfItsReader() {
        String invitation = invitation(organization);
        WebTestClient reader = api.as(issuer.tokenFor(scoped("statistics:read")
                .andThen(all -> all.expirationTime(Date.from(Instant.now().plusSeconds(4))))));

        Flux<String> counts = reader.get()
                .uri("/api/v1/invitations/" + invitation + "/stream")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .exchange()
                .returnResult(String.class)
                .getResponseBody();

        StepVerifier.create(counts)
                .expectNextCount(1)
                .thenConsumeWhile(event -> true)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
        assertThat(get(reader, path).problem()).as("not before").isEqualTo("401 token-expired");
    }

    private String invitation(String in) {
        return RunningApi.created(
                        api.platform(),
                        "/api/v1/organizations/" + in + "/invitations",
                        Map.of("name", "Open", "sendEmails", false))
                .path("id")
                .asString();
    }

    @Test
    void whoeverHasAProvenAddressAsksForTheirOwnSeatWithoutAnyScope() {
        String email = "ada-" + UUID.randomUUID() + "@example.com";
        String seats = "/api/v1/invitations/" + invitation(organization) + "/acceptances";
        Consumer<JWTClaimsSet.Builder> ada =
                scoped("openid").andThen(claims -> claims.claim("email", email).claim("email_verified", true));

        Answers asked = post(api.as(issuer.tokenFor(ada)), seats, "");
        assertThat(asked.status()).as(asked.text()).isEqualTo(202);
        assertThat(asked.at("email")).isEqualTo(email);

        for (Object unproven : new Object[] {false, "true"}) {
            Answers refused = post(
                    api.as(issuer.tokenFor(ada.andThen(claims -> claims.claim("email_verified", unproven)))),
                    seats,
                    "");
            assertThat(refused.problem()).isEqualTo("409 email-unverified");
        }
        assertThat(post(as("openid"), seats, "").problem()).isEqualTo("400 invalid");
        assertThat(post(api.as(issuer.tokenFor(ada)), seats, Map.of("email", email))
                        .problem())
                .isEqualTo("403 forbidden");
        String others = "/api/v1/invitations/"
                + invitation(api.organization("Others " + System.nanoTime())
                        .path("id")
                        .asString())
                + "/acceptances";
        assertThat(post(api.as(issuer.tokenFor(ada)), others, "").problem()).isEqualTo("404 not-found");

        NewAccount person = NewAccount.on(api);
        String code = get(api.platform(), seats.replace("/acceptances", "")).at("code");
        Answers own = post(person.page(), "/api/v1/invitations/" + code + "/acceptances", "");
        assertThat(own.status()).as(own.text()).isEqualTo(202);
        assertThat(own.at("email")).isEqualTo(person.address());
    }

    @Test
    void whoeverAskedByATokenFollowsAndWithdrawsTheirOwnRequest() {
        Consumer<JWTClaimsSet.Builder> proven = claims ->
                claims.claim("email", "ada-" + organization + "@example.com").claim("email_verified", true);
        WebTestClient ada = api.as(issuer.tokenFor(scoped("openid").andThen(proven)));
        String own = post(ada, "/api/v1/invitations/" + invitation(organization) + "/acceptances", "")
                .header(HttpHeaders.LOCATION);

        assertThat(get(ada, own).at("outcome")).isEqualTo("pending");
        assertThat(post(ada, own + "/withdraw", "", "Prefer", "wait=0").status())
                .as("the worker has the last word")
                .isEqualTo(202);

        WebTestClient unproven = api.as(issuer.tokenFor(
                scoped("openid").andThen(proven).andThen(claims -> claims.claim("email_verified", false))));
        String other =
                api.organization("Others " + System.nanoTime()).path("id").asString();
        WebTestClient elsewhere =
                api.as(issuer.tokenFor(proven.andThen(claims -> claims.claim("organization", other))));
        for (WebTestClient stranger : List.of(unproven, as("openid"))) {
            assertThat(get(stranger, own).problem()).isEqualTo("403 forbidden");
            assertThat(post(stranger, own + "/withdraw", "").problem()).isEqualTo("403 forbidden");
        }
        assertThat(get(elsewhere, own).problem()).isEqualTo("404 not-found");
        assertThat(post(elsewhere, own + "/withdraw", "").problem()).isEqualTo("404 not-found");
    }

    @Test
    void anIssuerThatIsAwayIsToldApartFromATokenThatIsNotGood() {
        try (RunningApi other =
                RunningApi.start(TestServers.freshDatabase(), "usher.jwt.issuers[0].issuer=http://localhost:1")) {
            String organizations = "/api/v1/organizations";
            String token = issuer.tokenFor(claims -> claims.issuer("http://localhost:1"));

            Answers refused = get(other.as(token), organizations);

            assertThat(refused.problem()).isEqualTo("503 unavailable");
            assertThat(refused.header(HttpHeaders.RETRY_AFTER)).isNotEqualTo("null");
            assertThat(get(other.platform(), organizations).status()).isEqualTo(200);
            assertThat(get(other.as(issuer.tokenFor(claims -> {})), organizations)
                            .problem())
                    .as("an issuer that is not configured there")
                    .isEqualTo("401 unauthorized");
        }
    }
}
