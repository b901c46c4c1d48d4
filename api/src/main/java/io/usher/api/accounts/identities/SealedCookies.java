package io.usher.api.accounts.identities;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.security.HostCookie;
import io.usher.runtime.links.LinkKeys;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps in a browser what it brings back a little later, to whichever instance, and can neither read nor change nor have
 * longer. With a key of its own that is derived from the link key.
 */
@Component
final class SealedCookies {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final byte[] CONTEXT = "usher/sealed-cookie/1".getBytes(UTF_8);
    private static final int TAG_BITS = 128;
    private static final int NONCE_BYTES = 12;
    private static final int LONGEST = 4096;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<SecretKey> keys;
    private final URI publicUrl;
    private final JsonMapper json;
    private final Clock clock;

    SealedCookies(LinkKeys keys, @Value("${usher.public-url}") URI publicUrl, JsonMapper json, Clock clock) {
        this.keys = Stream.concat(Stream.of(keys.current()), keys.all().stream())
                .distinct()
                .map(SealedCookies::derived)
                .toList();
        this.publicUrl = publicUrl;
        this.json = json;
        this.clock = clock;
    }

    private static SecretKey derived(SecretKey key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return new SecretKeySpec(mac.doFinal(CONTEXT), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is missing (expected in every Java)", e);
        }
    }

    /** A cookie of a purpose. */
    record Purpose<T>(String name, Duration kept, Class<T> type) {}

    <T> ResponseCookie seal(Purpose<T> purpose, T value) {
        byte[] content = json.writeValueAsBytes(value);
        byte[] plain = ByteBuffer.allocate(Long.BYTES + content.length)
                .putLong(clock.instant().plus(purpose.kept()).toEpochMilli())
                .put(content)
                .array();
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealedBytes =
                    cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, purpose).doFinal(plain);
            byte[] all = ByteBuffer.allocate(NONCE_BYTES + sealedBytes.length)
                    .put(nonce)
                    .put(sealedBytes)
                    .array();
            return cookie(purpose)
                    .with(Base64.getUrlEncoder().withoutPadding().encodeToString(all))
                    .maxAge(purpose.kept())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed (expected in every Java)", e);
        }
    }

    ResponseCookie none(Purpose<?> purpose) {
        return cookie(purpose).none();
    }

    private HostCookie cookie(Purpose<?> purpose) {
        return HostCookie.of(purpose.name(), publicUrl);
    }

    /** Empty if the browser has none, or one that is too old or that we never made for this. */
    <T> Optional<T> open(Purpose<T> purpose, ServerWebExchange exchange) {
        return cookie(purpose)
                .value(exchange.getRequest())
                .filter(value -> value.length() <= LONGEST)
                .flatMap(SealedCookies::bytes)
                .filter(sealedBytes -> sealedBytes.length > NONCE_BYTES)
                .flatMap(sealedBytes -> keys.stream()
                        .flatMap(key -> unsealed(key, sealedBytes, purpose).stream())
                        .findFirst())
                .filter(plain -> clock.instant()
                        .isBefore(Instant.ofEpochMilli(ByteBuffer.wrap(plain).getLong())))
                .map(plain -> json.readValue(Arrays.copyOfRange(plain, Long.BYTES, plain.length), purpose.type()));
    }

    private static Optional<byte[]> bytes(String value) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(value));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> unsealed(SecretKey key, byte[] sealedBytes, Purpose<?> purpose) {
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealedBytes, NONCE_BYTES), purpose)
                    .doFinal(sealedBytes, NONCE_BYTES, sealedBytes.length - NONCE_BYTES));
        } catch (AEADBadTagException notOurs) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed (expected in every Java)", e);
        }
    }

    /** The purpose is sealed with it: one cookie is no other. */
    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, Purpose<?> purpose)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.name().getBytes(UTF_8));
        return cipher;
    }
}
