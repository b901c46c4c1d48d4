package io.usher.api.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ValidatedLatelyTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final ValidatedLately validated = new ValidatedLately(Duration.ofMillis(50), nanos::get);
    private Mono<Boolean> answer = Mono.just(true);

    private final Connection connection = (Connection) Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "validate" ->
                    Mono.defer(() -> {
                        asked.incrementAndGet();
                        return answer;
                    });
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> throw new UnsupportedOperationException(method.toString());
            });

    @Test
    void aConnectionAnswersOncePerSecondAtMost() {
        take();
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        take();
        assertThat(asked).hasValue(1);

        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        take();
        assertThat(asked).hasValue(2);
    }

    @Test
    void aDeadConnectionIsNotGivenOut() {
        answer = Mono.just(false);

        assertThatThrownBy(this::take).isInstanceOf(R2dbcNonTransientResourceException.class);
        assertThatThrownBy(this::take).isInstanceOf(R2dbcNonTransientResourceException.class);
    }

    @Test
    void norOneThatFellSilent() {
        take();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        answer = Mono.never();

        assertThatThrownBy(this::take).isInstanceOf(R2dbcTimeoutException.class);
        assertThatThrownBy(this::take).isInstanceOf(R2dbcTimeoutException.class);
        assertThat(asked).hasValue(3);
    }

    private void take() {
        validated.apply(connection).block();
    }
}
