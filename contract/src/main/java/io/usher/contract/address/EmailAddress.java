package io.usher.contract.address;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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
    private static final int MAX_LENGTH = 254;

    private static final int MAX_LOCAL_PART = 64;

    /** RFC 5322 dot-atom, with letters and digits of any script (RFC 6531); quoted local parts are not accepted. */
    private static final Pattern LOCAL_PART =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+(\\.[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+)*");

    /** Reads an address; empty when it is none that mail could be sent to. Never throws. */
    public static Optional<EmailAddress> parse(String text) {
        String typed = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        int at = typed.lastIndexOf('@');
        if (at < 1 || at > MAX_LOCAL_PART || typed.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String local = typed.substring(0, at);
        return LOCAL_PART.matcher(local).matches() && !local.startsWith("*")
                ? normalDomain(typed.substring(at + 1))
                        .map(domain -> new EmailAddress(typed, local.toLowerCase(Locale.ROOT) + "@" + domain))
                : Optional.empty();
    }

    /** The domain of the normal form. */
    public String domain() {
        return normal.substring(normal.lastIndexOf('@') + 1);
    }

    /** A domain in ASCII and lower case; empty when it is no fully qualified host name. */
    static Optional<String> normalDomain(String domain) {
        try {
            String ascii = IDN.toASCII(Normalizer.normalize(domain, Normalizer.Form.NFC), IDN.USE_STD3_ASCII_RULES)
                    .toLowerCase(Locale.ROOT);
            return ascii.length() <= 253 && DOMAIN.matcher(ascii).matches() ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
    }

    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    @Override
    public String toString() {
        return "an address at " + domain();
    }
}
