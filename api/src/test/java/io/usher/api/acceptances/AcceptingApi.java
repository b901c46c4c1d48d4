package io.usher.api.acceptances;

import io.usher.api.RunningApi;
import io.usher.embedded.Database;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The program as tests of accepting use it. */
record AcceptingApi(RunningApi program) implements AutoCloseable {

    static AcceptingApi start(Database database) {
        return new AcceptingApi(RunningApi.start(database));
    }

    String url() {
        return program.url() + "/api/v1";
    }

    <T> T bean(Class<T> type) {
        return program.context().getBean(type);
    }

    WebTestClient as(String key) {
        return program.as(key).mutate().baseUrl(url()).build();
    }

    boolean isReady() {
        return program.anonymous()
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
