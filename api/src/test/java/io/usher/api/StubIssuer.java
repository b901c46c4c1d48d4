package io.usher.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** An OpenID Connect issuer that says whatever a test wants, also what a real one never would. */
public final class StubIssuer {

    /** Whose addresses are people's if the issuer says so. */
    public static final String BELIEVED = "believed.example";

    public static final String PROVIDER = "stub";
    public static final String LABEL = "Stub & Sons";
    public static final String AUDIENCE = "usher-api";

    private static final String CLIENT = "usher";
    private static final String SECRET = "a secret of the client";
    private static final String KEY_ID = "its-key";
    private static final long MINUTES_5 = 300;
    private static final long HOUR = 3600;
    private static @Nullable StubIssuer shared;

    /** With which a token is signed. */
    public enum Signature {
        ITS_OWN,
        FOREIGN,
        NONE
    }

    private record Code(String token, String challenge, String redirectUri) {}

    private final RSAKey key = newKey();
    private final RSAKey foreignKey = newKey();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final String name;

    private StubIssuer() {
        DisposableServer server = HttpServer.create()
                .host("localhost")
                .route(routes -> routes.get(
                                "/.well-known/openid-configuration", (request, response) -> json(response, metadata()))
                        .get("/jwks", (request, response) -> json(response, new JWKSet(key).toJSONObject()))
                        .post("/token", this::token))
                .bindNow();
        this.name = "http://localhost:" + server.port();
    }

    /** One for all tests: each has people of its own there. */
    public static synchronized StubIssuer shared() {
        if (shared == null) {
            shared = new StubIssuer();
        }
        return shared;
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(KEY_ID).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By which the program knows it; and another one that is away. */
    Map<String, String> settings() {
        String stub = "usher.sign-in.providers." + PROVIDER + ".";
        String away = "usher.sign-in.providers.away.";
        return Map.of(
                stub + "issuer",
                name,
                stub + "client-id",
                CLIENT,
                stub + "client-secret",
                SECRET,
                stub + "label",
                LABEL,
                stub + "believed-for",
                BELIEVED,
                away + "issuer",
                "http://localhost:1",
                away + "client-id",
                CLIENT,
                away + "label",
                "Away",
                "usher.jwt.issuers[0].issuer",
                name,
                "usher.jwt.issuers[0].audience",
                AUDIENCE);
    }

    public String name() {
        return name;
    }

    private Map<String, Object> metadata() {
        return Map.of(
                "issuer",
                name,
                "authorization_endpoint",
                name + "/authorize",
                "token_endpoint",
                name + "/token",
                "jwks_uri",
                name + "/jwks",
                "end_session_endpoint",
                name + "/leave",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("RS256"));
    }

    private static Mono<Void> json(HttpServerResponse response, Object body) {
        return response.header("Content-Type", "application/json")
                .sendString(Mono.just(JsonMapper.shared().writeValueAsString(body)))
                .then();
    }

    /** A code is good once, for who began and has the verifier, and for this client alone. */
    private Mono<Void> token(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().flatMap(form -> {
            Map<String, List<String>> fields = new QueryStringDecoder(form, false).parameters();
            Code code = codes.remove(first(fields, "code"));
            return code != null
                            && code.challenge().equals(hash(first(fields, "code_verifier")))
                            && code.redirectUri().equals(first(fields, "redirect_uri"))
                            && request.requestHeaders().get("Authorization", "").equals(client())
                    ? json(response, Map.of("access_token", "opaque", "token_type", "Bearer", "id_token", code.token()))
                    : json(response.status(400), Map.of("error", "invalid_grant"));
        });
    }

    private static String first(Map<String, List<String>> fields, String name) {
        return fields.getOrDefault(name, List.of("")).getFirst();
    }

    private static String client() {
        String both = CLIENT + ":" + SECRET.replace(' ', '+');
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
    }

    private static String hash(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the browser is sent back to, once somebody has signed in who was sent here. */
    public String signedIn(String location, Signature signature, Consumer<JWTClaimsSet.Builder> claims) {
        Map<String, String> asked = UriComponentsBuilder.fromUri(URI.create(location))
                .build()
                .getQueryParams()
                .toSingleValueMap();
        String code = UUID.randomUUID().toString();
        String redirectUri = decoded(asked, "redirect_uri");
        String token =
                sign(claims(CLIENT, all -> claims.accept(all.claim("nonce", decoded(asked, "nonce")))), signature);
        codes.put(code, new Code(token, decoded(asked, "code_challenge"), redirectUri));
        return URI.create(redirectUri).getPath() + "?code=" + code + "&state=" + asked.get("state");
    }

    private static String decoded(Map<String, String> asked, String parameter) {
        return QueryStringDecoder.decodeComponent(asked.getOrDefault(parameter, ""));
    }

    /** A token for programs. */
    public String tokenFor(Consumer<JWTClaimsSet.Builder> claims) {
        return tokenFor(Signature.ITS_OWN, claims);
    }

    public String tokenFor(Signature signature, Consumer<JWTClaimsSet.Builder> claims) {
        return sign(claims(AUDIENCE, claims), signature);
    }

    private JWTClaimsSet claims(String audience, Consumer<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(name)
                .subject(UUID.randomUUID().toString())
                .audience(audience)
                .issueTime(Date.from(now.minusSeconds(MINUTES_5)))
                .expirationTime(Date.from(now.plusSeconds(HOUR)));
        change.accept(claims);
        return claims.build();
    }

    private String sign(JWTClaimsSet claims, Signature signature) {
        if (signature == Signature.NONE) {
            return new PlainJWT(claims).serialize();
        }
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY_ID).build(), claims);
        try {
            token.sign(new RSASSASigner(signature == Signature.ITS_OWN ? key : foreignKey));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
