package io.usher.api.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/** How many requests each key and each address may make of this instance. Beyond that they are answered 429. */
@Component
public final class Limits {

    private static final String NETWORK = Limits.class.getName() + ".network";

    private final ClientNetwork networks;
    private final RateLimit<String> addresses;
    private final RateLimit<String> unknownTokens;
    private final RateLimit<UUID> callers;

    Limits(LimitSettings limits, AccessSettings access) {
        this.networks = new ClientNetwork(access.trustedProxies());
        this.addresses = new RateLimit<>(limits.address(), Ticker.systemTicker());
        this.unknownTokens = new RateLimit<>(limits.unknownToken(), Ticker.systemTicker());
        this.callers = new RateLimit<>(limits.caller(), Ticker.systemTicker());
    }

    void request(ServerWebExchange exchange) {
        String network = networks.of(exchange.getRequest());
        exchange.getAttributes().put(NETWORK, network);
        addresses.take(network, "Too many requests from this address.");
    }

    /** Where the request came from, as it was counted. */
    public static String network(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(NETWORK, "");
    }

    /** Before it is known whether it is a key or a session. */
    public void unknownToken(String network) {
        unknownTokens.take(network, "Too many unknown keys or sessions from this address.");
    }

    /** It was one. */
    public void knownToken(String network) {
        unknownTokens.giveBack(network);
    }

    /** @param caller whoever has a token */
    void call(Caller caller) {
        call(UUID.nameUUIDFromBytes(caller.id().getBytes(UTF_8)));
    }

    /** @param caller key or account */
    void call(UUID caller) {
        callers.take(caller, "Too many requests of this caller.");
    }
}
