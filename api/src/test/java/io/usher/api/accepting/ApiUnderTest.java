package io.usher.api.accepting;

import static java.util.Objects.requireNonNull;

import io.usher.api.ApiApplication;
import io.usher.servers.Database;
import io.usher.servers.TestServers;
import java.time.Duration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The API as a program, on a port of its own. */
final class ApiUnderTest implements AutoCloseable {

    private final ConfigurableApplicationContext program;

    private ApiUnderTest(ConfigurableApplicationContext program) {
        this.program = program;
    }

    static ApiUnderTest start(Database database, Class<?>... more) {
        return new ApiUnderTest(ApiApplication.application()
                .sources(more)
                .run(
                        "--server.port=0",
                        "--spring.r2dbc.url=" + database.r2dbcUrl(),
                        "--spring.r2dbc.password=" + database.letIn("usher_api"),
                        "--spring.kafka.bootstrap-servers=" + TestServers.kafka().bootstrapServers(),
                        "--usher.admin-token=a-token-of-the-platform"));
    }

    String url() {
        int port = requireNonNull(((ReactiveWebServerApplicationContext) program).getWebServer())
                .getPort();
        return "http://localhost:" + port;
    }

    <T> T bean(Class<T> type) {
        return program.getBean(type);
    }

    /** A client that presents the key. */
    WebTestClient as(String key) {
        return WebTestClient.bindToServer()
                .baseUrl(url() + "/api/v1")
                .responseTimeout(Duration.ofSeconds(20))
                .defaultHeader("Authorization", "Bearer " + key)
                .build();
    }

    boolean isReady() {
        return WebTestClient.bindToServer()
                .baseUrl(url())
                .responseTimeout(Duration.ofSeconds(20))
                .build()
                .get()
                .uri("/actuator/health/readiness")
                .accept(MediaType.APPLICATION_JSON)
                .exchange()
                .returnResult(Void.class)
                .getStatus()
                .is2xxSuccessful();
    }

    @Override
    public void close() {
        program.close();
    }
}
