package io.usher.api.imports;

import java.util.Locale;

/** Where an import stands. All but the first one are ends. */
enum ImportState {
    READING,
    DONE,
    FAILED,
    CANCELLED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ImportState of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
