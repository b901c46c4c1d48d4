package io.usher.api.projections;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import tools.jackson.databind.JsonNode;

class FollowingCountsIT {

    private static final RunningApi API =
            RunningApi.start(TestServers.freshDatabase(), "usher.streams.most=6", "usher.streams.most-of-tenant=4");

    private final WebTestClient platform = API.platform();
    private final String organization =
            API.organization("Streams " + System.nanoTime()).get("id").asString();
    private final String organizationPath = "/api/v1/organizations/" + organization;
    private final FollowingCounts following = API.context().getBean(FollowingCounts.class);

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void everyStreamOfAnInvitationHasTheCountsAsTheyChange() {
        String path = invitation("disabled");
        Stream one = new Stream(key(), path);
        Stream other = new Stream(key(), path);
        await().atMost(SOON).until(() -> one.counts.size() == 1 && other.counts.size() == 1);

        assertThat(post(platform, path + "/acceptances", Map.of("email", "a@example.com"))
                        .problem())
                .isEqualTo("409 invitation-disabled");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(one.refused()).containsExactly(0, 1);
            assertThat(other.refused()).containsExactly(0, 1);
        });
        assertThat(one.counts.getLast().propertyNames())
                .containsExactly(
                        "invited",
                        "sent",
                        "bounced",
                        "opened",
                        "requested",
                        "repeated",
                        "refusedAtOnce",
                        "accepted",
                        "waitlisted",
                        "rejected");
        one.close();
        other.close();
        await().atMost(SOON).until(() -> following.streams() == 0);
    }

    @Test
    void aStreamEndsWithItsInvitationAndWithItsKey() {
        String path = invitation("enabled");
        Answers made = post(
                platform,
                organizationPath + "/api-keys",
                Map.of("name", "reader", "scopes", List.of("statistics:read")));
        Stream ofKey = new Stream(made.at("secret"), path);
        Stream ofPlatform = new Stream(RunningApi.ADMIN_TOKEN, path);
        await().atMost(SOON).until(() -> ofKey.counts.size() == 1 && ofPlatform.counts.size() == 1);

        assertThat(delete(platform, organizationPath + "/api-keys/" + made.at("id"))
                        .status())
                .isEqualTo(204);
        await().atMost(SOON).untilTrue(ofKey.ended);
        assertThat(ofPlatform.ended).isFalse();

        assertThat(delete(platform, path).status()).isEqualTo(204);
        await().atMost(SOON).untilTrue(ofPlatform.ended);
        await().atMost(SOON).until(() -> following.streams() == 0);
    }

    @Test
    void thereAreOnlySoManyStreams() {
        String path = invitation("enabled");
        String key = key();
        List<Stream> streams = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 4; i++) {
            streams.add(new Stream(key, path));
        }
        await().atMost(SOON).until(() -> streams.stream().allMatch(stream -> stream.counts.size() == 1));

        Answers tooMany = get(API.as(key), path + "/stream");
        assertThat(tooMany.problem()).isEqualTo("429 too-many-requests");
        assertThat(tooMany.header("Retry-After")).isEqualTo("10");
        streams.add(new Stream(RunningApi.ADMIN_TOKEN, path));
        streams.add(new Stream(RunningApi.ADMIN_TOKEN, path));
        await().atMost(SOON).until(() -> following.streams() == 6);
        assertThat(get(platform, path + "/stream").problem()).isEqualTo("503 unavailable");

        streams.forEach(Stream::close);
        await().atMost(SOON).until(() -> following.streams() == 0);
    }

    @Test
    void streamsAreForThoseWhoMayReadStatistics() {
        String path = invitation("enabled") + "/stream";
        String other = API.organization("Other " + System.nanoTime()).get("id").asString();

        assertThat(get(API.as(API.key(organization, "acceptances:write")), path).problem())
                .isEqualTo("403 forbidden");
        assertThat(get(API.as(API.key(other, "statistics:read")), path).problem())
                .isEqualTo("404 not-found");
        assertThat(following.streams()).isZero();
    }

    @Test
    void theProgramStopsInOrderWithStreamsOpen() {
        RunningApi ending =
                RunningApi.start(TestServers.freshDatabase(), "spring.lifecycle.timeout-per-shutdown-phase=60s");
        String id = ending.organization("Ending").get("id").asString();
        String path = "/api/v1/invitations/"
                + post(ending.platform(), "/api/v1/organizations/" + id + "/invitations", Map.of("name", "x"))
                        .at("id");
        Stream stream = new Stream(ending, RunningApi.ADMIN_TOKEN, path);
        await().atMost(SOON).until(() -> stream.counts.size() == 1);

        long begin = System.nanoTime();
        ending.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(40));
        await().atMost(SOON).untilTrue(stream.ended);
        assertThat(stream.failed).isFalse();
    }

    private String key() {
        return API.key(organization, "statistics:read");
    }

    private String invitation(String status) {
        return "/api/v1/invitations/"
                + post(platform, organizationPath + "/invitations", Map.of("name", "Followed", "status", status))
                        .at("id");
    }

    /** A stream that is read as its events come. */
    private static final class Stream implements AutoCloseable {

        private final List<JsonNode> counts = new CopyOnWriteArrayList<>();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicBoolean failed = new AtomicBoolean();
        private final Disposable reading;

        Stream(String key, String invitation) {
            this(API, key, invitation);
        }

        Stream(RunningApi api, String key, String invitation) {
            this.reading = WebClient.create(api.url())
                    .get()
                    .uri(invitation + "/stream")
                    .header("Authorization", "Bearer " + key)
                    .accept(MediaType.TEXT_EVENT_STREAM)
                    .retrieve()
                    .bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<JsonNode>>() {})
                    .subscribe(this::add, failure -> failed.set(true), () -> ended.set(true));
        }

        private void add(ServerSentEvent<JsonNode> event) {
            if ("counts".equals(event.event()) && event.data() instanceof JsonNode data) {
                counts.add(data);
            }
        }

        List<Integer> refused() {
            return counts.stream().map(one -> one.path("refusedAtOnce").asInt()).toList();
        }

        @Override
        public void close() {
            reading.dispose();
        }
    }
}
