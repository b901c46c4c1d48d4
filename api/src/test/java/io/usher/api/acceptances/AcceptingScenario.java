package io.usher.api.acceptances;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.acceptances.Log.Request;
import io.usher.api.commands.AnsweringWorker;
import io.usher.api.http.security.Permission;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.Event;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** The API, an organization with a key, and what stands in for the worker. */
@ResourceLock("the accepting API and its worker")
abstract class AcceptingScenario {

    // Made with the first test of the JVM, and left to the end of it.
    static final Tables tables = new Tables(TestServers.freshDatabase());
    static final Log log = new Log(TestServers.kafka().bootstrapServers());
    static final Worker worker = new Worker(tables, log);
    static final AcceptingApi api = AcceptingApi.start(tables.database());
    static final OrganizationId organization = tables.organization();
    static final String key = tables.key(organization, Permission.ACCEPTANCES_WRITE, Permission.INVITATIONS_READ);
    static final WebTestClient client = api.as(key);

    @BeforeAll
    static void awaitReady() {
        await().until(api::isReady);
    }

    static TestInvitation invitation(TestInvitation fixture) {
        TestInvitation invitation = fixture.of(organization);
        var unused = tables.invitation(invitation.state());
        return invitation;
    }

    static ResponseSpec ask(InvitationId invitation, String email) {
        return ask(invitation.toString(), "{\"email\":\"%s\",\"firstName\":\"Ada\"}".formatted(email));
    }

    static ResponseSpec ask(String invitation, String body) {
        return ask(client, invitation, body);
    }

    static ResponseSpec ask(WebTestClient caller, String invitation, String body) {
        return caller.post()
                .uri("/invitations/{invitation}/acceptances", invitation)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    static Map<String, Object> accepted(ResponseSpec answer) {
        Map<String, Object> body = answer.expectStatus()
                .isAccepted()
                .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                .returnResult()
                .getResponseBody();
        answer.expectHeader()
                .valueEquals(
                        "Location",
                        "/api/v1/acceptances/" + requireNonNull(body).get("id"));
        return body;
    }

    @CanIgnoreReturnValue
    static String idOf(ResponseSpec answer) {
        return requireNonNull((String) accepted(answer).get("id"));
    }

    static void problem(ResponseSpec answer, int status, String code) {
        answer.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }

    static Request onlyRequest(InvitationId invitation) {
        List<Request> requests = log.requests(invitation);
        assertThat(requests).hasSize(1);
        return requests.getFirst();
    }

    /** A worker that answers the withdrawals of one invitation. */
    static AnsweringWorker answeringWithdrawals(
            TestInvitation invitation, Function<AcceptanceWithdrawalRequested, Event> answer) {
        return new AnsweringWorker(
                Topic.ACCEPTANCES_REQUESTED,
                organization,
                event -> event instanceof AcceptanceWithdrawalRequested command
                                && command.invitation().equals(invitation.id())
                        ? Optional.of(answer.apply(command))
                        : Optional.empty());
    }

    static WebClient web(int connections) {
        ConnectionProvider provider = ConnectionProvider.builder("test")
                .maxConnections(connections)
                .pendingAcquireMaxCount(-1)
                .build();
        return WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(HttpClient.create(provider)))
                .baseUrl(api.url())
                .defaultHeader("Authorization", "Bearer " + key)
                .build();
    }
}
