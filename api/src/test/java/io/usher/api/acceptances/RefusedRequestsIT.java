package io.usher.api.acceptances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.http.security.Permission;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.EventMessage.Source;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class RefusedRequestsIT extends AcceptingScenario {

    @Test
    void whatDoesNotExistForTheCallerIsNotFound() {
        problem(ask(new InvitationId(UUID.randomUUID()), "ada@example.com"), 404, "not-found");
        problem(ask("no-such-code", "{\"email\":\"ada@example.com\"}"), 404, "not-found");
        TestInvitation foreign = TestInvitation.publicOne().of(tables.organization());
        tables.invitation(foreign.state());
        problem(ask(foreign.id(), "ada@example.com"), 404, "not-found");

        UUID id = UUID.randomUUID();
        log.publish(id.toString(), Source.API, Requests.of(id, foreign, "ada@example.com"));
        String theirs = tables.key(foreign.organization(), Permission.INVITATIONS_READ);
        await().untilAsserted(() -> api.as(theirs)
                .get()
                .uri("/acceptances/{id}", id)
                .exchange()
                .expectStatus()
                .isOk());
        // Whatever the key may do in its own organization.
        for (WebTestClient caller : List.of(client, api.as(tables.key(organization, Permission.MEMBERS_READ)))) {
            problem(ask(caller, foreign.id().toString(), "{\"email\":\"ada@example.com\"}"), 404, "not-found");
            for (String path : List.of(
                    "/acceptances/" + id,
                    "/acceptances/" + id + "/stream",
                    "/acceptances/nothing",
                    "/invitations/" + foreign.id() + "/acceptances")) {
                problem(caller.get().uri(path).exchange(), 404, "not-found");
            }
            problem(caller.post().uri("/acceptances/{id}/withdraw", id).exchange(), 404, "not-found");
        }
    }

    @Test
    void theScopeDecidesWhatAKeyMay() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        String acceptance = idOf(ask(invitation.id(), "ada@example.com"));
        WebTestClient reading = api.as(tables.key(organization, Permission.MEMBERS_READ));

        problem(ask(reading, invitation.id().toString(), "{\"email\":\"ada@example.com\"}"), 403, "forbidden");
        for (String path : List.of(
                "/acceptances/" + acceptance,
                "/acceptances/" + acceptance + "/stream",
                "/invitations/" + invitation.id() + "/acceptances")) {
            problem(reading.get().uri(path).exchange(), 403, "forbidden");
        }
        problem(reading.post().uri("/acceptances/{id}/withdraw", acceptance).exchange(), 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"email\":null}",
                "{\"email\":7}",
                "{\"email\":{}}",
                "{\"email\":\"\"}",
                "{\"email\":\"nobody\"}",
                "{\"email\":\"a@b.co\",\"email\":\"b@b.co\"}",
                "{\"email\":\"a@b.co\",\"quota\":1}",
                "{\"email\":\"a@b.co\",\"firstName\":\"\\u0000\"}",
                "{\"email\":\"a@b.co\",\"firstName\":\"\\ud800\"}",
                "{\"email\":\"a@b.co\",\"lastName\":\"a\\nb\"}",
                "{\"email\":\"a@\\ud83d\\ude00.co\\u0000\"}",
                "\u0000\u0001\u0002"
            })
    void whatIsNoRequestIsRefusedAsSuch(String body) {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        ask(invitation.id().toString(), body).expectStatus().isBadRequest();
        assertThat(log.requests(invitation.id())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "%FF%FE", "..", "%F0%9F%98%80", "'%20or%201=1"})
    void aHostileReferenceIsNotFound(String reference) {
        client.post()
                .uri(java.net
                        .URI
                        .create(api.url() + "/invitations/" + reference + "/acceptances")
                        .normalize())
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"email\":\"ada@example.com\"}")
                .exchange()
                .expectStatus()
                .is4xxClientError();
    }

    @Test
    void namesHaveALimit() {
        TestInvitation invitation = invitation(TestInvitation.publicOne());
        String body = "{\"email\":\"ada@example.com\",\"firstName\":\"%s\"}";
        problem(ask(invitation.id().toString(), body.formatted("x".repeat(256))), 400, "invalid");
        problem(ask(invitation.id().toString(), body.formatted("𝒜".repeat(256))), 400, "invalid");
        ask(invitation.id().toString(), body.formatted(" " + "𝒜".repeat(255) + "\\n"))
                .expectStatus()
                .isAccepted();
        assertThat(onlyRequest(invitation.id()).event().firstName()).isEqualTo("𝒜".repeat(255));
    }

    @Test
    void withdrawingIsNotOfferedYet() {
        problem(
                client.post()
                        .uri("/acceptances/{id}/withdraw", UUID.randomUUID())
                        .exchange(),
                404,
                "not-found");
    }
}
