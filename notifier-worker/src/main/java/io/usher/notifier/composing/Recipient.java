package io.usher.notifier.composing;

import io.usher.contract.address.EmailAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The recipient of a mail. Whatever an event contains, these texts can be stored: they have no control characters and a
 * bounded length. An address is never truncated; text that is no address is, and is never read as one.
 *
 * @param address in normal form; if it is no address, the text in lower case
 * @param email as typed
 */
record Recipient(
        String address,
        String email,
        @Nullable String firstName,
        @Nullable String lastName) {

    private static final int LONGEST_TEXT = 254;
    private static final String TRUNCATED = " (truncated)";
    private static final int LONGEST_NAME = 255;

    /** PostgreSQL stores no NUL, headers take no line break, and half a surrogate pair is no character. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029]+");

    static Recipient from(String email, @Nullable String firstName, @Nullable String lastName) {
        String printable = printable(email);
        Optional<EmailAddress> address = EmailAddress.parse(printable);
        return address.isPresent()
                ? of(address.get().normal(), address.get().typed(), firstName, lastName)
                : of(noAddress(printable).toLowerCase(Locale.ROOT), noAddress(printable), firstName, lastName);
    }

    private static Recipient of(String address, String email, @Nullable String firstName, @Nullable String lastName) {
        return new Recipient(address, email, name(firstName), name(lastName));
    }

    private static String noAddress(String text) {
        return text.length() <= LONGEST_TEXT ? text : truncated(text, LONGEST_TEXT - TRUNCATED.length()) + TRUNCATED;
    }

    private static @Nullable String name(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String printable = truncated(printable(name), LONGEST_NAME);
        return printable.isEmpty() ? null : printable;
    }

    private static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    }

    private static String truncated(String text, int longest) {
        int end = Math.min(text.length(), longest);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
