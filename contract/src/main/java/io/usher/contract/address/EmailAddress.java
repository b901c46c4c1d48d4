package io.usher.contract.address;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An e-mail address as it was typed and in the normal form in which addresses are compared: trimmed,
 * Unicode-normalized (NFC), lower-cased, the domain in its ASCII (IDNA) form. Two addresses are the same person
 * exactly when their {@link #normal()} forms are equal.
 *
 * @param typed the address as typed, trimmed; for display and for the envelope of a mail
 * @param normal the form to compare and to store as a key
 */
public record EmailAddress(String typed, String normal) {

    /** RFC 5321 §4.5.3.1: a path has at most 256 octets, its angle brackets included. */
    static final int MAX_LENGTH = 254;

    static final int MAX_LOCAL_PART = 64;

    /**
     * In bytes of UTF-8. Longer text is not looked at: to normalize it takes time, and whatever is stored or published
     * has a limit.
     */
    private static final int MAX_TYPED = 320;

    /** RFC 5322 dot-atom, with letters and digits of any script (RFC 6531); quoted local parts are not accepted. */
    private static final Pattern LOCAL_PART =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*");

    /** Two labels or more, the last one no number (RFC 3696 §2). */
    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+(?!\\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * The letters that IDNA 2003 replaces and IDNA 2008 keeps (UTS #46 §7): a name with one of them is a different
     * domain to different programs, so it is taken in its ASCII form alone.
     */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\u00df\u1e9e\u03c2]");

    /**
     * Reads an address; empty if it is none that mail could be sent to, or if it has characters that nobody sees. Never
     * throws.
     */
    public static Optional<EmailAddress> parse(String text) {
        if (text.length() > MAX_TYPED) {
            return Optional.empty();
        }
        String typed = text.strip();
        return PlainAddress.isPlain(typed)
                ? PlainAddress.normal(typed).map(normal -> new EmailAddress(typed, normal))
                : parseAnyScript(typed);
    }

    /** The same for text of any script. */
    static Optional<EmailAddress> parseAnyScript(String text) {
        String typed = composed(text.strip());
        if (InvisibleCharacters.areIn(typed) || typed.getBytes(UTF_8).length > MAX_TYPED) {
            return Optional.empty();
        }
        int at = typed.lastIndexOf('@');
        return at < 1
                ? Optional.empty()
                : normalDomain(typed.substring(at + 1))
                        .flatMap(domain ->
                                normalLocalPart(typed.substring(0, at)).map(local -> local + "@" + domain))
                        .filter(normal -> normal.length() <= MAX_LENGTH)
                        .map(normal -> new EmailAddress(typed, normal));
    }

    /**
     * How text may spell an address, apart from capital letters: with its domain in ASCII and in the letters that this stands
     * for.
     *
     * @param normal the normal form
     */
    public static List<String> spellings(String normal) {
        int domain = normal.lastIndexOf('@') + 1;
        return Stream.of(normal, normal.substring(0, domain) + IDN.toUnicode(normal.substring(domain)))
                .distinct()
                .toList();
    }

    /** The domain of the normal form. */
    public String domain() {
        return normal.substring(normal.lastIndexOf('@') + 1);
    }

    /** Whether every server takes it, not only one with SMTPUTF8 (RFC 6531): its domain always has an ASCII form. */
    public boolean hasAsciiLocalPart() {
        return typed.chars().limit(typed.lastIndexOf('@')).allMatch(character -> character < 128);
    }

    /** A domain in ASCII and lower case; empty when it is no fully qualified host name. */
    static Optional<String> normalDomain(String domain) {
        if (domain.length() > MAX_TYPED
                || InvisibleCharacters.areIn(domain)
                || AMBIGUOUS.matcher(domain).find()) {
            return Optional.empty();
        }
        try {
            String ascii =
                    IDN.toASCII(composed(domain), IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            return ascii.length() <= 253 && DOMAIN.matcher(ascii).matches() ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
    }

    /** Composed once more, since a letter in lower case may have a composed form that it lacks in upper case. */
    private static Optional<String> normalLocalPart(String local) {
        String lower = composed(local.toLowerCase(Locale.ROOT));
        return lower.length() <= MAX_LOCAL_PART
                        && !lower.startsWith("*")
                        && LOCAL_PART.matcher(lower).matches()
                ? Optional.of(lower)
                : Optional.empty();
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    @Override
    public String toString() {
        return "an address at " + domain();
    }
}
