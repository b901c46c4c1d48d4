package io.usher.api.http.idempotency;

import io.micrometer.core.instrument.MeterRegistry;
import io.usher.runtime.Outage;
import io.usher.runtime.polling.PollingLoop;
import io.usher.runtime.polling.WorkReports;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(AnsweringOnce.class)
class IdempotencyConfiguration {

    private static final Duration OLD_ANSWERS_DELETED_EVERY = Duration.ofHours(1);

    @Bean
    AnswerSeal answerSeal(SealingSecrets secrets) {
        return new AnswerSeal(secrets.read());
    }

    @Bean
    PollingLoop deletingOldAnswers(AnsweringOnce once, Clock clock, MeterRegistry meters) {
        return new PollingLoop(
                "deleting old answers",
                OLD_ANSWERS_DELETED_EVERY,
                progress -> once.forgetOld(progress).thenReturn(false),
                new WorkReports(Outage::isBehind, clock, meters));
    }
}
