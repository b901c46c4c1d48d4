package io.usher.api.http.idempotency;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(AnsweringOnce.class)
class IdempotencyConfiguration {

    @Bean
    AnswerSeal answerSeal(SealingSecrets secrets) {
        return new AnswerSeal(secrets.read());
    }
}
