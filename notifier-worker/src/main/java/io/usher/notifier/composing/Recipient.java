package io.usher.notifier.composing;

import io.usher.contract.address.EmailAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * To whom a mail goes. Whatever an event carries, these texts can be stored: without control characters and of bounded
 * length. An address is never cut; what is no address is, and is never read as one.
 *
 * @param address in normal form; of what is no address, its text in lower case
 * @param email as typed
 */
record Recipient(
        String address,
        String email,
        @Nullable String firstName,
        @Nullable String lastName) {

    private static final int LONGEST_TEXT = 254;
    private static final String CUT = " (cut)";
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
        return text.length() <= LONGEST_TEXT ? text : cut(text, LONGEST_TEXT - CUT.length()) + CUT;
    }

    private static @Nullable String name(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String printable = cut(printable(name), LONGEST_NAME);
        return printable.isEmpty() ? null : printable;
    }

    private static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    }

    private static String cut(String text, int longest) {
        int end = Math.min(text.length(), longest);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
