package io.usher.api.pages;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a form.
 *
 * @param field id of the field that it is about
 * @param text key of the sentence that says so
 * @param line of the field that it is about; null = all of them
 * @param typed what stands there; null likewise
 */
public record FormError(
        String field,
        String text,
        @Nullable Integer line,
        @Nullable String typed) {

    public FormError(String field, String text) {
        this(field, text, null, null);
    }
}
