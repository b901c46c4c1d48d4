package io.usher.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.ApiApplication;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The API with a wrong clock. The deviation is the system property {@code usher.clock-shift} at first, then each line
 * of the standard input.
 */
final class ShiftedClockApi {

    private static final AtomicReference<Duration> SHIFT =
            new AtomicReference<>(Duration.parse(System.getProperty("usher.clock-shift", "PT0S")));

    private ShiftedClockApi() {}

    public static void main(String... arguments) {
        Thread.ofPlatform().daemon().name("shifting the clock").start(ShiftedClockApi::shiftTheClock);
        SpringApplicationBuilder api = ApiApplication.application().sources(ShiftingTheClock.class);
        var unused = api.run(arguments);
    }

    private static void shiftTheClock() {
        new BufferedReader(new InputStreamReader(System.in, UTF_8))
                .lines()
                .map(Duration::parse)
                .forEach(SHIFT::set);
    }

    @Configuration(proxyBeanMethods = false)
    static class ShiftingTheClock {

        @Bean
        static BeanPostProcessor shiftingTheClock() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof Clock clock ? new ShiftedClock(clock) : bean;
                }
            };
        }
    }

    private static final class ShiftedClock extends Clock {

        private final Clock clock;

        ShiftedClock(Clock clock) {
            this.clock = clock;
        }

        @Override
        public Instant instant() {
            return clock.instant().plus(SHIFT.get());
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new ShiftedClock(clock.withZone(zone));
        }
    }
}
