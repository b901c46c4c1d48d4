package io.usher.api.http.problem;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

final class ProblemRenderingTest {

    private static final String PATH = "/i/spring/p/secret-token";

    /** As the framework does: it adds the path to what it hands over. */
    private static final Mono<Object> FAILED = Mono.error(new IllegalStateException("a bug at " + PATH))
            .checkpoint("HTTP GET \"" + PATH + "\" [ExceptionHandlingWebHandler]");

    private final ProblemRendering rendering = new ProblemRendering(JsonMapper.shared(), new RefusedPages() {
        @Override
        public Mono<Void> render(ServerWebExchange exchange, Problem problem) {
            return write(exchange.getResponse(), "page " + problem.status());
        }

        @Override
        public Map<Locale, byte[]> inEveryLanguage(Problem problem) {
            return Map.of();
        }
    });

    private static Mono<Void> write(ServerHttpResponse response, String text) {
        return response.writeWith(Mono.just(response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void theTokenOfAPersonalLinkIsNotLogged() {
        String logged = logged(FAILED);

        assertThat(logged).doesNotContain("secret-token");
        assertThat(logged)
                .contains("answered 500", "java.lang.IllegalStateException: a bug at /i/spring/p/***")
                .contains("HTTP GET \"/i/spring/p/***\"")
                .contains("at io.usher.api.http.problem.ProblemRenderingTest");
    }

    @Test
    void otherFailuresAreLoggedAsTheyAre() {
        assertThat(logged(Mono.error(new IllegalStateException("a bug"))))
                .contains("java.lang.IllegalStateException: a bug")
                .doesNotContain("Masked");
    }

    @Test
    void whoeverAsksForAPageGetsOneAndProgramsADocument() {
        assertThat(page("/i/spring", "text/html,*/*;q=0.8")).isEqualTo("page 503");
        for (List<String> program : List.of(
                List.of("/i/spring", "*/*"),
                List.of("/i/spring/live", "text/event-stream"),
                List.of("/api/v1/organizations", "text/html"),
                List.of("/actuator/health", "text/html"))) {
            assertThat(page(program.getFirst(), program.getLast()))
                    .as(program.toString())
                    .contains("\"code\":\"unavailable\"");
        }
    }

    private String page(String path, String accepted) {
        MockServerWebExchange exchange =
                MockServerWebExchange.from(MockServerHttpRequest.get(path).header("Accept", accepted));
        rendering.handle(exchange, Refusal.unavailable(Duration.ofSeconds(2))).block();
        return requireNonNull(exchange.getResponse().getBodyAsString().block());
    }

    private String logged(Mono<Object> failed) {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ProblemRendering.class);
        logger.addAppender(appender);
        try {
            MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(PATH));
            failed.then()
                    .onErrorResume(failure -> rendering.handle(exchange, failure))
                    .block();
            assertThat(exchange.getResponse().getStatusCode()).hasToString("500 INTERNAL_SERVER_ERROR");
        } finally {
            logger.detachAppender(appender);
        }
        assertThat(appender.list).hasSize(1);
        ILoggingEvent event = appender.list.getFirst();
        return event.getFormattedMessage() + ThrowableProxyUtil.asString(event.getThrowableProxy());
    }
}
