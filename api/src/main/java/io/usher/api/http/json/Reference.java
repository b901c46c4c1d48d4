package io.usher.api.http.json;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a caller names a thing: by its id, or by its slug, name or code.
 *
 * @param id null if the text does not have the form of an id
 */
public record Reference(String text, @Nullable UUID id) {

    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    private static final String NUL = "\0";

    /** Text that the database could not even compare names nothing: it is read as empty. */
    public static Reference of(String text) {
        String stripped = text.contains(NUL) ? "" : text.strip();
        return new Reference(
                stripped, ID.matcher(stripped).matches() ? UUID.fromString(stripped.toLowerCase(Locale.ROOT)) : null);
    }

    public boolean isId() {
        return id != null;
    }
}
