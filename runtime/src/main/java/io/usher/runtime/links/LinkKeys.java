package io.usher.runtime.links;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of personal links.
 *
 * @param current with which links are made
 * @param all whose links are good: the current one and, while links of it may be about, its predecessor
 */
public record LinkKeys(SecretKey current, List<SecretKey> all) {

    private static final int SHORTEST = 32;
    private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9A-Fa-f]{2})+");

    /**
     * Reads keys of at least 32 bytes, in hexadecimal digits or Base64.
     *
     * @param previous empty if there is none
     * @throws UnusableLinkKeyException if one of them cannot be a key
     */
    public static LinkKeys of(String current, String previous) {
        if (current.isBlank()) {
            throw unusable("usher.link-key (USHER_LINK_KEY)", "is not set");
        }
        SecretKey first = key("usher.link-key (USHER_LINK_KEY)", current);
        Stream<SecretKey> second = previous.isBlank()
                ? Stream.empty()
                : Stream.of(key("usher.previous-link-key (USHER_PREVIOUS_LINK_KEY)", previous));
        return new LinkKeys(first, Stream.concat(Stream.of(first), second).toList());
    }

    private static SecretKey key(String property, String text) {
        byte[] bytes = bytes(property, text.strip());
        if (bytes.length < SHORTEST) {
            throw unusable(property, "is " + bytes.length + " bytes long");
        }
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    private static byte[] bytes(String property, String text) {
        if (HEXADECIMAL.matcher(text).matches()) {
            return HexFormat.of().parseHex(text);
        }
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException notBase64) {
            throw unusable(property, "is neither hexadecimal digits nor Base64");
        }
    }

    /** @param flaw without the key: it ends up in logs */
    private static UnusableLinkKeyException unusable(String property, String flaw) {
        return new UnusableLinkKeyException("%s %s (expected at least %d random bytes in hexadecimal digits or Base64)"
                .formatted(property, flaw, SHORTEST));
    }

    /** Without the keys: records end up in logs. */
    @Override
    public String toString() {
        return "LinkKeys[" + all.size() + "]";
    }
}
