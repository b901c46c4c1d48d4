package io.usher.api.accounts.signing;

import org.jspecify.annotations.Nullable;

/** A person's names as they gave them; empty = not given. */
public record Names(String first, String last) {

    public @Nullable String firstOrNull() {
        return first.isEmpty() ? null : first;
    }

    public @Nullable String lastOrNull() {
        return last.isEmpty() ? null : last;
    }
}
