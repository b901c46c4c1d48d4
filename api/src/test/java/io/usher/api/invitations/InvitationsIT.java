package io.usher.api.invitations;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class InvitationsIT extends InvitingScenario {

    @Test
    void everyKindIsGrantedByNameOrIdAndChangedOnItsOwn() {
        String organization = "/api/v1/organizations/" + id;
        WebTestClient platform = api.platform();
        post(platform, organization + "/units", named("Berlin"));
        String paris = post(platform, organization + "/units", named("Paris")).at("id");
        post(platform, organization + "/groups", named("Alumni"));
        post(platform, organization + "/courses", Map.of("name", "Kubernetes", "kind", "path"));

        Answers made = post(caller, path, """
                {"name": "All kinds", "unit": "berlin", "groups": ["ALUMNI"], "courses": ["kubernetes"]}""");
        Answers moved = patch(caller, made.header("Location"), Map.of("unit", paris, "courses", List.of()));
        Answers nowhere = patch(caller, made.header("Location"), "{\"unit\": null}");
        delete(platform, organization + "/groups/alumni");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("roles").toString()).isEqualTo("[\"learner\"]");
        assertThat(made.at("unit")).isEqualTo("Berlin");
        assertThat(made.json().path("groups").toString()).isEqualTo("[\"Alumni\"]");
        assertThat(made.json().path("courses").toString()).isEqualTo("[\"Kubernetes\"]");
        assertThat(moved.at("unit")).isEqualTo("Paris");
        assertThat(moved.json().path("groups").toString()).isEqualTo("[\"Alumni\"]");
        assertThat(moved.json().path("courses").isEmpty()).isTrue();
        assertThat(nowhere.json().path("unit").isNull()).isTrue();
        assertThat(get(caller, made.header("Location")).json().path("groups").isEmpty())
                .as("deleted")
                .isTrue();
    }

    @Test
    void anInvitationIsAnsweredWithAllItsProperties() {
        assertThat(post(api.platform(), "/api/v1/organizations/" + id + "/teams", named("Alpha"))
                        .status())
                .isEqualTo(201);

        Answers made = post(caller, path, """
                {"name": "Spring", "description": "Two\\nlines", "emails": ["Ada@Example.com", "@Layer5.io"],
                 "opensAt": "2026-01-01T00:00:00+01:00", "expiresAt": "2999-01-01T00:00:00Z", "quota": 100,
                 "roles": ["Manager", "learner"], "teams": ["alpha"], "unit": null, "groups": [], "courses": [],
                 "accessExpiresAt": "2999-01-02T00:00:00Z", "status": "enabled", "waitlist": true, "sendEmails": false, "locale": "de-at"}""");
        JsonNode invitation = made.json();

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(made.header("Location")).isEqualTo("/api/v1/invitations/" + made.at("id"));
        assertThat(invitation.propertyNames())
                .containsExactly(
                        "id code link organization name description emails invitees mode opensAt expiresAt quota roles teams unit"
                                .concat(" groups courses accessExpiresAt status state waitlist sendEmails locale")
                                .concat(" accepted remaining waitlisted warnings createdBy createdAt updatedAt")
                                .concat(" version")
                                .split(" "));
        assertThat(made.at("code")).matches("[0-9A-Za-z]{22}");
        assertThat(made.at("link")).isEqualTo("http://localhost:8080/i/" + made.at("code"));
        assertThat(made.at("organization")).isEqualTo(id);
        assertThat(invitation.path("emails").toString()).isEqualTo("[\"*@layer5.io\",\"Ada@Example.com\"]");
        assertThat(made.at("mode")).isEqualTo("mixed");
        assertThat(made.at("opensAt")).isEqualTo("2025-12-31T23:00:00Z");
        assertThat(invitation.path("roles").toString()).isEqualTo("[\"manager\",\"learner\"]");
        assertThat(invitation.path("teams").toString()).isEqualTo("[\"Alpha\"]");
        assertThat(made.at("accessExpiresAt")).isEqualTo("2999-01-02T00:00:00Z");
        assertThat(made.at("locale")).isEqualTo("de-AT");
        assertThat(made.at("state")).isEqualTo("enabled");
        assertThat(invitation.path("waitlist").asBoolean()).isTrue();
        assertThat(invitation.path("remaining").asInt()).isEqualTo(100);
        assertThat(invitation
                        .path("warnings")
                        .valueStream()
                        .map(warning -> warning.path("code").asString()))
                .containsExactly("whole-domain", "role-with-permissions", "no-mails");
        assertThat(made.at("createdBy")).startsWith("key:");
        assertThat(get(caller, made.header("Location")).json()).isEqualTo(invitation);
        assertThat(get(caller, "/api/v1/invitations/" + made.at("code")).json()).isEqualTo(invitation);
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        JsonNode invitation = post(caller, path, named("Plain")).json();

        assertThat(invitation.path("mode").asString()).isEqualTo("public");
        assertThat(invitation.path("status").asString()).isEqualTo("enabled");
        assertThat(invitation.path("roles").toString()).isEqualTo("[\"learner\"]");
        assertThat(invitation.path("sendEmails").asBoolean()).isTrue();
        assertThat(invitation.path("waitlist").asBoolean()).isFalse();
        assertThat(invitation.path("remaining").isNull()).isTrue();
        assertThat(invitation.path("warnings").get(0).path("code").asString()).isEqualTo("public-without-expiry");
        assertThat(invitation.path("warnings").get(0).path("field").asString()).isEqualTo("expiresAt");
    }

    @Test
    void aVersionThatIsNotTheCallersIsNotTouched() {
        String made = post(caller, path, named("Versioned")).header("Location");

        assertThat(patch(caller, made, named("a"), "If-Match", "\"2\"").problem())
                .isEqualTo("412 version-mismatch");
        assertThat(patch(caller, made, named("a"), "If-Match", "W/\"1\"").problem())
                .isEqualTo("412 version-mismatch");
        assertThat(patch(caller, made, named("a"), "If-Match", "\"9\", \"1\"").status())
                .isEqualTo(200);
        assertThat(delete(caller, made, "If-Match", "\"1\"").problem()).isEqualTo("412 version-mismatch");
        assertThat(delete(caller, made, "If-Match", "*").status()).isEqualTo(204);
    }

    @Test
    void whoHasTheVersionIsNotSentItAgain() {
        String made = post(caller, path, named("Cached")).header("Location");

        Answers same = get(caller, made, "If-None-Match", "W/\"1\"");

        assertThat(same.status()).isEqualTo(304);
        assertThat(same.text()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo("\"1\"");
        assertThat(get(caller, made, "If-None-Match", "\"2\"").status()).isEqualTo(200);
    }

    @Test
    void aDeletedInvitationSaysSo() {
        String made = post(caller, path, named("Gone")).header("Location");

        assertThat(delete(caller, made).status()).isEqualTo(204);

        assertThat(get(caller, made).problem()).isEqualTo("404 invitation-deleted");
        assertThat(patch(caller, made, named("x")).problem()).isEqualTo("404 invitation-deleted");
        assertThat(delete(caller, made).problem()).isEqualTo("404 invitation-deleted");
        assertThat(get(caller, path).text()).doesNotContain("Gone");
    }

    @Test
    void anotherOrganizationsInvitationIsNotThere() {
        Answers made = post(caller, path, named("Hidden"));
        String other =
                api.organization("Curious " + System.nanoTime()).get("id").asString();
        WebTestClient stranger = api.as(api.key(other, "invitations:read", "invitations:write"));
        WebTestClient reader = api.as(api.key(id, "invitations:read"));
        WebTestClient nobody = api.as(api.key(id, "members:read"));

        for (String reference : List.of(made.at("id"), made.at("code"))) {
            String one = "/api/v1/invitations/" + reference;
            assertThat(get(stranger, one).problem()).isEqualTo("404 not-found");
            assertThat(patch(stranger, one, named("x")).problem()).isEqualTo("404 not-found");
            assertThat(delete(stranger, one).problem()).isEqualTo("404 not-found");
            assertThat(get(reader, one).status()).isEqualTo(200);
            assertThat(patch(reader, one, named("x")).problem()).isEqualTo("403 forbidden");
            assertThat(delete(reader, one).problem()).isEqualTo("403 forbidden");
            assertThat(get(nobody, one).problem()).isEqualTo("403 forbidden");
        }
    }
}
