package io.usher.api.repeating.web;

import io.usher.api.repeating.AnsweringOnce;
import io.usher.api.repeating.KeptAnswers;
import io.usher.api.storing.Transactions;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RepeatingConfiguration {

    @Bean
    AnsweringOnce answeringOnce(KeptAnswers answers, Transactions transactions, Clock clock) {
        return new AnsweringOnce(answers, transactions, clock);
    }
}
