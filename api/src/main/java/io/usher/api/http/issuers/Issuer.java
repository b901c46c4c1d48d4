package io.usher.api.http.issuers;

import java.util.Collections;
import java.util.Map;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** An issuer that has said where its keys are. Reads them when they are needed and keeps them. Safe for several threads. */
public final class Issuer {

    private final Map<String, Object> metadata;
    private final NimbusReactiveJwtDecoder decoder;

    private Issuer(Map<String, Object> metadata, NimbusReactiveJwtDecoder decoder) {
        this.metadata = metadata;
        this.decoder = decoder;
    }

    /** Fails if the metadata are another issuer's, as those of somebody who has taken over its name could be. */
    static Issuer of(String name, Map<String, Object> metadata, WebClient http) {
        if (!name.equals(metadata.get("issuer")) || !(metadata.get("jwks_uri") instanceof String keys)) {
            throw new IllegalArgumentException("says it is " + metadata.get("issuer") + ", with its keys at "
                    + metadata.get("jwks_uri") + " (expected " + name + ", with keys)");
        }
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSetUri(keys)
                .webClient(http)
                .jwsAlgorithms(all -> Collections.addAll(all, SignatureAlgorithm.values()))
                .validateType(false)
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(types(), new JwtIssuerValidator(name)));
        return new Issuer(Map.copyOf(metadata), decoder);
    }

    /** Plain tokens, and those that are marked as access tokens (RFC 9068). */
    private static JwtTypeValidator types() {
        JwtTypeValidator types = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
        types.setAllowEmpty(true);
        return types;
    }

    /** What the issuer says of itself, by the names of OpenID Connect Discovery. */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /**
     * The token, if the issuer has signed it; for whom and until when is not looked at. Fails with a {@link BadJwtException}
     * if it is anybody else's.
     */
    public Mono<Jwt> verify(String token) {
        return decoder.decode(token);
    }
}
