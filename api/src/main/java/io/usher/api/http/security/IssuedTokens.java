package io.usher.api.http.security;

import static java.util.stream.Collectors.toMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.usher.api.http.issuers.Issuers;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.JwtSettings.TrustedIssuer;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Knows callers by tokens of the configured issuers: JSON Web Tokens that those have signed for this program. */
@Component
final class IssuedTokens {

    private static final Logger LOG = LoggerFactory.getLogger(IssuedTokens.class);

    private static final int PARTS = 3;
    private static final Pattern SUBJECT = Pattern.compile("[\\x20-\\x7e]{1,255}");
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(1);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(2);

    /** Signatures are checked one after the other: who makes up keys has them looked for at the issuer no faster. */
    private static final int UNKNOWN_AT_ONCE = 1;

    private static final int UNKNOWN_WAITING = 256;
    private static final Duration UNKNOWN_WITHIN = Duration.ofSeconds(2);

    private static final int MOST = 10_000;
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Map<String, Trusted> trusted;
    private final Issuers issuers;
    private final Limits limits;
    private final JsonMapper json;
    private final Clock clock;
    private final Cache<KeyHash, CallerAuthentication> recent =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    /** @param turns of the tokens that are not known here: one issuer that is away keeps no other's waiting */
    private record Trusted(TrustedIssuer settings, Turns turns) {}

    IssuedTokens(JwtSettings settings, Issuers issuers, Limits limits, JsonMapper json, Clock clock) {
        this.trusted = settings.issuers().stream()
                .collect(toMap(
                        TrustedIssuer::issuer,
                        one -> new Trusted(one, new Turns(UNKNOWN_AT_ONCE, UNKNOWN_WAITING, UNKNOWN_WITHIN))));
        this.issuers = issuers;
        this.limits = limits;
        this.json = json;
        this.clock = clock;
    }

    /** False if it is none for sure. */
    boolean mayHave(String token) {
        return !trusted.isEmpty() && token.indexOf('.') >= 0;
    }

    /**
     * Empty if it does not say that it is a token of a configured issuer. Fails with a {@link Refusal.Unauthorized} if it says
     * so and is not good, and with a {@link Refusal.Unavailable} if the issuer cannot be asked for its keys.
     */
    Mono<CallerAuthentication> find(String token, String network) {
        KeyHash hash = KeyHash.of(token);
        CallerAuthentication known = recent.getIfPresent(hash);
        if (known != null) {
            return Mono.just(known).doOnNext(this::requireNotOver);
        }
        Trusted issuer = trusted.get(issuer(token));
        return issuer == null
                ? Mono.empty()
                : Mono.defer(() -> {
                    limits.unknownToken(network);
                    return verify(token, issuer).doOnNext(verified -> {
                        limits.knownToken(network);
                        recent.put(hash, verified);
                    });
                });
    }

    /** What the token says, which nobody has checked. */
    private String issuer(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return "";
        }
        try {
            JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(parts[1]));
            return claims.path("iss").asString("");
        } catch (IllegalArgumentException | JacksonException noToken) {
            return "";
        }
    }

    private Mono<CallerAuthentication> verify(String token, Trusted issuer) {
        String name = issuer.settings().issuer();
        return issuer.turns()
                .inTurn(() -> issuers.find(name).flatMap(found -> found.verify(token)))
                .map(jwt -> authentication(jwt, issuer.settings()))
                .doOnNext(this::requireNotOver)
                .onErrorMap(BadJwtException.class, bad -> invalid("has no signature of its issuer's"))
                .onErrorMap(Issuers::areAway, away -> {
                    LOG.warn("tokens of {} cannot be checked: {} (answered 503)", name, away.toString());
                    return Refusal.unavailable(
                            "unavailable", "The issuer of the token does not answer. Try again.", TRY_AGAIN_AFTER);
                });
    }

    private CallerAuthentication authentication(Jwt token, TrustedIssuer issuer) {
        String subject = token.getSubject();
        Instant endsAt = token.getExpiresAt();
        Instant beginsAt = token.getNotBefore();
        List<String> audience = token.getAudience();
        if (audience == null || !audience.contains(issuer.audience())) {
            throw invalid("is for another audience");
        }
        if (subject == null || !SUBJECT.matcher(subject).matches()) {
            throw invalid("has no subject of at most 255 characters of ASCII");
        }
        if (endsAt == null) {
            throw invalid("does not say when it expires");
        }
        if (beginsAt != null && beginsAt.minus(CLOCKS_DIFFER_BY).isAfter(clock.instant())) {
            throw invalid("is not valid yet");
        }
        CallerAuthentication authentication = new CallerAuthentication(
                Caller.token(issuer.issuer(), subject, organization(token), scopes(token), endsAt));
        if (token.hasClaim("email")) {
            authentication.setDetails(PersonOfToken.from(token));
        }
        return authentication;
    }

    /** Null if it names none. */
    private static @Nullable OrganizationId organization(Jwt token) {
        if (!token.hasClaim("organization")) {
            return null;
        }
        UUID id = token.getClaims().get("organization") instanceof String text
                ? Reference.of(text).id()
                : null;
        if (id == null) {
            throw invalid("names its organization otherwise than by id");
        }
        return new OrganizationId(id);
    }

    /** In one text, with blanks, or in a list; what is no scope here is another program's. */
    private static Set<Permission> scopes(Jwt token) {
        Object claimed = token.getClaims().get("scope");
        Stream<?> texts = claimed instanceof Collection<?> list ? list.stream() : Stream.ofNullable(claimed);
        return texts.flatMap(text -> Arrays.stream(text.toString().split(" ", -1)))
                .map(Permission::scopeNamed)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private void requireNotOver(CallerAuthentication authentication) {
        Instant endsAt = authentication.getPrincipal().endsAt();
        if (endsAt != null && !clock.instant().isBefore(endsAt)) {
            throw Refusal.unauthorized("token-expired", "The token has expired.");
        }
    }

    private static Refusal invalid(String flaw) {
        return Refusal.unauthorized("token-invalid", "The token " + flaw + ".");
    }
}
