package io.usher.notifier.composing;

import io.usher.contract.address.EmailAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * To whom a mail goes. Whatever an event carries, these texts can be stored: without control characters and of bounded
 * length.
 *
 * @param address in normal form; of what is no address, its text in lower case
 * @param email as typed
 */
public record Recipient(
        String address,
        String email,
        @Nullable String firstName,
        @Nullable String lastName) {

    private static final int LONGEST_ADDRESS = 254;
    private static final int LONGEST_NAME = 255;

    /** PostgreSQL stores no NUL, headers take no line break, and half a surrogate pair is no character. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029]+");

    static Recipient from(String email, @Nullable String firstName, @Nullable String lastName) {
        String typed = cut(printable(email), LONGEST_ADDRESS);
        String address =
                EmailAddress.parse(typed).map(EmailAddress::normal).orElseGet(() -> typed.toLowerCase(Locale.ROOT));
        return new Recipient(address, typed, name(firstName), name(lastName));
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
