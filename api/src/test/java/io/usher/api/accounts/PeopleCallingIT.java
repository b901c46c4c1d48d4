package io.usher.api.accounts;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.RunningApi.served;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.api.Answers;
import io.usher.api.Patience;
import io.usher.api.RunningApi;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

/**
 * People who are signed in call the API, as far as their roles allow. Tests that wait for a change of rights do so side
 * by side.
 */
class PeopleCallingIT {

    private final RunningApi api = RunningApi.shared();
    private final MemberRows members = new MemberRows(api.database());
    private final OrganizationId organization = new OrganizationId(UUID.fromString(
            api.organization("People " + System.nanoTime()).path("id").asString()));
    private final String path = "/api/v1/organizations/" + organization;

    private UUID role(String name) {
        return UUID.fromString(served(() -> get(api.platform(), path + "/roles/" + name), Answers::status)
                .at("id"));
    }

    private NewAccount member(String role) {
        NewAccount account = NewAccount.on(api);
        members.add(organization, account.address(), role(role));
        return account;
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, null",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, cross-site",
        "X, y"
    })
    void anotherSiteCannotActForSomebody(String header, String value) {
        WebTestClient person = member("admin").withCookie();

        assertThat(post(person, path + "/teams", Map.of("name", "Theirs"), header, value)
                        .status())
                .isEqualTo(403);

        assertThat(get(person, path + "/teams", header, value).json().path("items"))
                .isEmpty();
    }

    @Test
    void aSessionThatIsNoneOpensNothing() {
        WebTestClient nobody = api.anonymous()
                .mutate()
                .defaultCookie(NewAccount.SESSION, "p".repeat(43))
                .build();

        Answers refused = get(nobody, path);

        assertThat(refused.problem()).isEqualTo("401 unauthorized");
        assertThat(refused.headers().getFirst("WWW-Authenticate")).isNotNull();
    }

    @Test
    @Execution(CONCURRENT)
    void rolesTakeEffectWhileSomebodyIsSignedIn() {
        NewAccount account = NewAccount.on(api);
        WebTestClient person = account.page();
        assertThat(get(person, path).status()).isEqualTo(404);

        members.add(organization, account.address(), role("admin"));
        await().until(() -> get(person, path).status() == 200);

        members.grant(organization, account.address(), role("learner"));
        await().until(() -> get(person, path).status() == 403);

        members.end(organization, account.address());
        await().until(() -> get(person, path).status() == 404);
    }

    @Test
    void membersSeeWhoseMembersTheyAreAndThePlanOfWhatTheyManage() {
        JsonNode ofLearner =
                get(member("learner").page(), "/api/v1/organizations").json().path("items");
        assertThat(ofLearner).hasSize(1);
        assertThat(ofLearner.at("/0/id").asString()).isEqualTo(organization.toString());
        assertThat(ofLearner.at("/0/plan").isNull()).isTrue();
        assertThat(ofLearner.at("/0/seatsTaken").isNull()).isTrue();

        assertThat(get(member("admin").page(), "/api/v1/organizations")
                        .json()
                        .at("/items/0/plan")
                        .isObject())
                .isTrue();
        assertThat(get(NewAccount.on(api).page(), "/api/v1/organizations")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void anOwnRoleMayLetKeepTeamsUnitsAndCourses() {
        RunningApi.created(
                api.platform(),
                path + "/roles",
                Map.of("name", "keeper", "permissions", List.of("teams:write", "units:write", "courses:write")));
        WebTestClient keeper = member("keeper").page();

        for (String things : List.of("teams", "units", "groups")) {
            assertThat(post(keeper, path + "/" + things, Map.of("name", "Theirs"))
                            .status())
                    .as(things)
                    .isEqualTo(201);
        }
        assertThat(post(keeper, path + "/courses", Map.of("name", "Theirs", "kind", "path"))
                        .status())
                .isEqualTo(201);
        assertThat(post(keeper, path + "/roles", Map.of("name", "Theirs", "permissions", List.of()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whatAPersonDoesIsInTheAuditLogUnderTheirAddress() {
        NewAccount admin = member("admin");

        JsonNode team = RunningApi.created(admin.page(), path + "/teams", Map.of("name", "Finalists"));

        JsonNode actor = entry(admin, team).path("actor");
        assertThat(actor.path("kind").asString()).isEqualTo("person");
        assertThat(actor.path("name").asString()).isEqualTo(admin.address());
    }

    @Test
    void whoErasesThemselvesIsNotInTheAuditLogAnyMore() {
        NewAccount admin = member("admin");
        NewAccount leaving = member("admin");
        JsonNode team = RunningApi.created(leaving.page(), path + "/teams", Map.of("name", "Finalists"));
        assertThat(entry(admin, team).path("from").asString("")).isNotEmpty();

        Answers erased =
                post(leaving.page(), path + "/members/" + MemberId.of(organization, leaving.address()) + "/erase", "");

        assertThat(erased.status()).as(erased.text()).isEqualTo(202);
        JsonNode entry = entry(admin, team);
        assertThat(entry.at("/actor/name").asString()).isEqualTo("erased");
        assertThat(entry.at("/actor/id").isNull()).isTrue();
        assertThat(entry.path("from").isNull()).isTrue();
        assertThat(get(admin.page(), path + "/audit").text())
                .contains("member.erasure-requested", "Finalists")
                .doesNotContain(leaving.address());
    }

    /** The newest entry about it, as the admin sees it. */
    private JsonNode entry(NewAccount admin, JsonNode subject) {
        return get(admin.page(), path + "/audit?subject=" + subject.path("id").asString())
                .json()
                .at("/items/0");
    }

    @Test
    void nobodyGivesAKeyOrAnInvitationMoreThanTheyHold() {
        RunningApi.created(
                api.platform(),
                path + "/roles",
                Map.of("name", "host", "permissions", List.of("members:write", "invitations:write")));
        WebTestClient host = member("host").page();

        assertThat(post(host, path + "/api-keys", Map.of("name", "k", "scopes", List.of("invitations:write")))
                        .status())
                .isEqualTo(201);
        for (String scope : List.of("acceptances:write", "units:write", "teams:write")) {
            assertThat(post(host, path + "/api-keys", Map.of("name", "k", "scopes", List.of(scope)))
                            .status())
                    .as(scope)
                    .isEqualTo(403);
        }
        assertThat(post(host, path + "/invitations", Map.of("name", "Up", "roles", List.of("admin")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void anAdminGivesKeysWhatNoRoleHas() {
        WebTestClient admin = member("admin").page();

        assertThat(post(admin, path + "/api-keys", Map.of("name", "k", "scopes", List.of("acceptances:write")))
                        .status())
                .isEqualTo(201);
        assertThat(post(admin, path + "/api-keys", Map.of("name", "k", "scopes", List.of("ops")))
                        .status())
                .isEqualTo(400);
    }

    @Test
    @Execution(CONCURRENT)
    void aKeyAndWhatItMadeEndWithTheRoleOfThePersonWhoMadeIt() {
        NewAccount admin = member("admin");
        WebTestClient key = api.as(RunningApi.created(
                        admin.page(),
                        path + "/api-keys",
                        Map.of("name", "made", "scopes", List.of("members:write", "teams:write")))
                .path("secret")
                .asString());
        WebTestClient descendant = api.as(RunningApi.created(
                        key, path + "/api-keys", Map.of("name", "made by it", "scopes", List.of("teams:write")))
                .path("secret")
                .asString());
        assertThat(get(descendant, path + "/teams").status()).isEqualTo(200);

        members.grant(organization, admin.address(), role("learner"));

        await().until(() -> get(key, path + "/teams").status() == 401);
        await().until(() -> get(descendant, path + "/teams").status() == 401);
    }

    @Test
    void whoSignedInLongAgoMakesNoKey() {
        NewAccount admin = member("admin");
        Long aged = api.context()
                .getBean(DatabaseClient.class)
                .sql("""
                        update directory.session set authenticated_at = authenticated_at - interval '16 minutes'
                        where account_id = (select id from directory.account where address = :address)""")
                .bind("address", admin.address())
                .fetch()
                .rowsUpdated()
                .block();
        assertThat(aged).isEqualTo(1);

        Answers refused =
                post(admin.page(), path + "/api-keys", Map.of("name", "k", "scopes", List.of("members:read")));

        assertThat(refused.problem()).isEqualTo("403 sign-in-again");
        assertThat(get(admin.page(), path + "/api-keys").status()).isEqualTo(200);
    }

    @Test
    void nobodyTakesFromARoleWhatTheyDoNotHold() {
        RunningApi.created(
                api.platform(), path + "/roles", Map.of("name", "host", "permissions", List.of("members:write")));
        String chief = RunningApi.created(
                        api.platform(),
                        path + "/roles",
                        Map.of("name", "chief", "permissions", List.of("organization:manage", "members:write")))
                .path("id")
                .asString();
        WebTestClient host = member("host").page();

        assertThat(delete(host, path + "/roles/" + chief).status()).isEqualTo(403);
        assertThat(patch(host, path + "/roles/" + chief, Map.of("permissions", List.of()))
                        .status())
                .isEqualTo(403);
        assertThat(patch(host, path + "/roles/" + chief, Map.of("name", "boss")).status())
                .isEqualTo(200);
        assertThat(delete(member("admin").page(), path + "/roles/" + chief).status())
                .isEqualTo(204);
    }

    @Test
    @Execution(CONCURRENT)
    void aStreamOfAKeyEndsWithTheRoleOfThePersonWhoMadeIt() {
        NewAccount admin = member("admin");
        String secret = RunningApi.created(
                        admin.page(), path + "/api-keys", Map.of("name", "k", "scopes", List.of("statistics:read")))
                .path("secret")
                .asString();

        StepVerifier.create(counts(api.as(secret)))
                .expectNextCount(1)
                .then(() -> members.grant(organization, admin.address(), role("learner")))
                .thenConsumeWhile(event -> true)
                .expectComplete()
                .verify(Patience.SOON);
    }

    @Test
    @Execution(CONCURRENT)
    void aStreamEndsWithTheSessionOfItsReader() {
        NewAccount admin = member("admin");

        StepVerifier.create(counts(admin.page()))
                .expectNextCount(1)
                .then(() -> admin.browser().post("/sign-out"))
                .thenConsumeWhile(event -> true)
                .expectComplete()
                .verify(Patience.SOON);
    }

    private Flux<String> counts(WebTestClient reader) {
        String invitation = RunningApi.created(api.platform(), path + "/invitations", Map.of("name", "Streamed"))
                .path("id")
                .asString();
        return reader.get()
                .uri("/api/v1/invitations/" + invitation + "/stream")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .exchange()
                .returnResult(String.class)
                .getResponseBody();
    }

    @Test
    @Execution(CONCURRENT)
    void whoRunsThePlatformDoesEverythingAndIsAMemberOfNothing() {
        NewAccount account = NewAccount.on(api);
        WebTestClient person = account.page();
        assertThat(post(person, "/api/v1/organizations", Map.of("name", "Mine")).status())
                .isEqualTo(403);

        Long changed = api.context()
                .getBean(DatabaseClient.class)
                .sql("update directory.account set platform_admin = true where address = :address")
                .bind("address", account.address())
                .fetch()
                .rowsUpdated()
                .block();

        assertThat(changed).isEqualTo(1);
        await().until(() ->
                post(person, "/api/v1/organizations", Map.of("name", "Mine")).status() == 201);
        assertThat(get(person, "/api/v1/ops/dead-letters").status()).isEqualTo(200);
        assertThat(get(person, path + "/members").json().path("items")).isEmpty();
        Answers key = post(person, "/api/v1/api-keys", Map.of("name", "platform", "scopes", List.of("ops")));
        assertThat(key.status()).isEqualTo(201);
        assertThat(delete(person, "/api/v1/api-keys/" + key.at("id")).status()).isEqualTo(204);
    }
}
