package io.usher.resilience;

import io.usher.api.ApiApplication;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The API on a machine whose clock is wrong, by the system property {@code usher.clock-shift}. */
final class ShiftedClockApi {

    private ShiftedClockApi() {}

    public static void main(String... arguments) {
        SpringApplicationBuilder api = ApiApplication.application().sources(ShiftedClock.class);
        var unused = api.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    static class ShiftedClock {

        @Bean
        static BeanPostProcessor shiftingTheClock() {
            Duration shift = Duration.parse(System.getProperty("usher.clock-shift", "PT0S"));
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof Clock clock ? Clock.offset(clock, shift) : bean;
                }
            };
        }
    }
}
