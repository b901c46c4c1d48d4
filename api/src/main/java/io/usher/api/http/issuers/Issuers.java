package io.usher.api.http.issuers;

import io.netty.channel.ChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import reactor.core.publisher.Mono;

/**
 * The issuers that are configured. Each is asked at its first use and never at the start: a program whose issuer is away does
 * everything else.
 */
@Component
public final class Issuers {

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final int CONNECTED_WITHIN_MILLIS = 2000;

    /** An issuer that moves its keys to another address has to be asked anew: by a restart. */
    private static final Duration FOR_GOOD = Duration.ofDays(365);

    /** Those who come meanwhile are told the same. */
    private static final Duration AWAY_FOR = Duration.ofSeconds(1);

    private static final int LONGEST_CHAIN = 20;
    private static final ParameterizedTypeReference<Map<String, Object>> METADATA =
            new ParameterizedTypeReference<>() {};

    private final WebClient http;
    private final Map<String, Mono<Issuer>> known = new ConcurrentHashMap<>();

    Issuers(ReactorResourceFactory threads) {
        this.http = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(
                        threads,
                        client -> client.responseTimeout(WITHIN)
                                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECTED_WITHIN_MILLIS)))
                .build();
    }

    /**
     * Fails with an {@link UnusableIssuer} if it cannot be asked.
     *
     * @param name as it is configured and as its tokens say it
     */
    public Mono<Issuer> find(String name) {
        return known.computeIfAbsent(name, this::read);
    }

    private Mono<Issuer> read(String name) {
        String base = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        return Mono.defer(() -> http.get()
                        .uri(URI.create(base + "/.well-known/openid-configuration"))
                        .retrieve()
                        .bodyToMono(METADATA))
                .timeout(WITHIN)
                .map(metadata -> Issuer.of(name, metadata, http))
                .switchIfEmpty(Mono.error(() -> new IllegalArgumentException("no metadata")))
                // Whatever it is that a server of somebody else answers, it is no fault of ours.
                .onErrorMap(failure -> new UnusableIssuer(name, failure))
                .cache(found -> FOR_GOOD, failure -> AWAY_FOR, () -> AWAY_FOR);
    }

    /** For what else is asked of issuers. */
    public WebClient http() {
        return http;
    }

    /** Whether an issuer did not answer, or not as one does. */
    public static boolean areAway(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .anyMatch(cause -> cause instanceof UnusableIssuer
                        || cause instanceof WebClientException
                        || cause instanceof TimeoutException);
    }
}
