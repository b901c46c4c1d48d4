package io.usher.api.pages;

import java.text.NumberFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes numbers outside of sentences as the sentences of a page do: grouped as its language groups them. */
public record PageNumbers(Locale language) {

    /** Empty for null. */
    public String text(@Nullable Number number) {
        return number == null ? "" : NumberFormat.getIntegerInstance(language).format(number);
    }
}
