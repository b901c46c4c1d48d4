package io.usher.api.pages.landing;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.testing.TestServers;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What pages of invitations are told while somebody looks at them. */
class LiveIT {

    private final RunningApi api = RunningApi.shared();
    private final String path = "/api/v1/organizations/"
            + api.organization("Live " + System.nanoTime()).get("id").asString() + "/invitations";

    private Answers made(Map<String, Object> body) {
        return post(api.platform(), path, body);
    }

    @Test
    void whoDoesWithoutAStreamAsksForTheSeats() {
        String code = made(Map.of("name", "x", "quota", 5, "opensAt", "2999-05-04T10:00:00Z"))
                .at("code");
        Instant before = Instant.now().minusSeconds(2);

        Answers seats = get(api.anonymous(), "/i/" + code + "/seats");

        assertThat(seats.status()).isEqualTo(200);
        assertThat(seats.header("Cache-Control")).contains("public", "max-age=2");
        assertThat(seats.at("state")).isEqualTo("scheduled");
        assertThat(seats.at("then")).isEqualTo("open");
        assertThat(seats.at("opensAt")).isEqualTo("2999-05-04T10:00:00Z");
        assertThat(Instant.parse(seats.at("now"))).isAfter(before);
        assertThat(seats.headers().get("Set-Cookie")).isNull();
        assertThat(get(api.anonymous(), "/i/nothing/seats").status()).isEqualTo(404);
        assertThat(get(api.anonymous(), "/i/nothing/live").status()).isEqualTo(404);
    }

    @Test
    void aPageThatIsOpenIsToldThatItsInvitationIsSwitchedOffAndDeleted() {
        Answers made = made(Map.of("name", "x", "quota", 5));

        StepVerifier.create(live(made.at("code")))
                .assertNext(seats -> {
                    assertThat(seats.path("state").asString()).isEqualTo("open");
                    assertThat(seats.path("seats").asInt()).isEqualTo(5);
                })
                .then(() -> assertThat(patch(api.platform(), made.header("Location"), Map.of("quota", 7))
                                .status())
                        .isEqualTo(200))
                .assertNext(seats -> assertThat(seats.path("seats").asInt()).isEqualTo(7))
                .then(() -> patch(api.platform(), made.header("Location"), Map.of("status", "disabled")))
                .assertNext(seats -> {
                    assertThat(seats.path("state").asString()).isEqualTo("disabled");
                    assertThat(seats.path("seats").isNull()).isTrue();
                })
                .then(() -> delete(api.platform(), made.header("Location")))
                .assertNext(seats -> assertThat(seats.path("state").asString()).isEqualTo("deleted"))
                .thenCancel()
                .verify(SOON);
    }

    private Flux<JsonNode> live(String code) {
        return WebClient.create(api.url())
                .get()
                .uri("/i/" + code + "/live")
                .accept(MediaType.TEXT_EVENT_STREAM)
                .retrieve()
                .bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
                .mapNotNull(ServerSentEvent::data)
                .map(JsonMapper.shared()::readTree);
    }

    @Test
    void whoFindsNoRoomIsToldNotToComeBack() {
        try (RunningApi full = RunningApi.start(TestServers.freshDatabase(), "usher.pages.live-streams=0")) {
            String organization = full.organization("Full").get("id").asString();
            String code = post(
                            full.platform(),
                            "/api/v1/organizations/" + organization + "/invitations",
                            Map.of("name", "x"))
                    .at("code");

            assertThat(get(full.anonymous(), "/i/" + code + "/live").status()).isEqualTo(204);
            assertThat(get(full.anonymous(), "/i/" + code + "/seats").status()).isEqualTo(200);
        }
    }
}
