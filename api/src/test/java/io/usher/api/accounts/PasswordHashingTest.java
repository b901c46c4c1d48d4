package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.accounts.AccountSettings.Most;
import io.usher.api.http.problem.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class PasswordHashingTest {

    private static final int WAITING = 3;
    private static final Most ANY = new Most(1, Duration.ofHours(1));

    private final PasswordHashing hashing =
            new PasswordHashing(new AccountSettings(List.of(ANY), List.of(ANY), List.of(ANY), ANY, ANY, ANY, WAITING));

    @AfterEach
    void end() {
        hashing.destroy();
    }

    @Test
    void aPasswordMatchesItsOwnHashHoweverItsLettersAreComposed() {
        String hash = hashing.hash("caf\u00e9 violin canal").block();

        assertThat(hash).startsWith("{argon2}$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(hashing.matches("cafe\u0301 violin canal", hash).block()).isTrue();
        assertThat(hashing.matches("cafe violin canal", hash).block()).isFalse();
    }

    @Test
    void nothingMatchesWhatIsNotThere() {
        assertThat(hashing.matches("violin canal eleven", null).block()).isFalse();
        assertThat(hashing.matches("", null).block()).isFalse();
    }

    @Test
    void moreThanMayWaitAreToldToComeBack() {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        List<String> answers = Flux.range(0, threads + WAITING + 5)
                .flatMap(
                        one -> hashing.hash("violin canal eleven")
                                .map(hash -> "hashed")
                                .onErrorResume(Refusal.Unavailable.class, full -> Mono.just(full.code())),
                        Integer.MAX_VALUE)
                .collectList()
                .block();

        assertThat(answers)
                .contains("overloaded")
                .filteredOn("hashed"::equals)
                .hasSizeGreaterThanOrEqualTo(WAITING + 1);
    }
}
