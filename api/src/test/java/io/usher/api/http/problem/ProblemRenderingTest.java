package io.usher.api.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

final class ProblemRenderingTest {

    private static final String PATH = "/i/spring/p/secret-token";

    /** As the framework does: it adds the path to what it hands over. */
    private static final Mono<Object> FAILED = Mono.error(new IllegalStateException("a bug at " + PATH))
            .checkpoint("HTTP GET \"" + PATH + "\" [ExceptionHandlingWebHandler]");

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

    private static String logged(Mono<Object> failed) {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ProblemRendering.class);
        logger.addAppender(appender);
        try {
            MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get(PATH));
            failed.then()
                    .onErrorResume(failure -> new ProblemRendering(JsonMapper.shared()).handle(exchange, failure))
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
