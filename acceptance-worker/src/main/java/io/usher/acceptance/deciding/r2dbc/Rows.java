package io.usher.acceptance.deciding.r2dbc;

import io.r2dbc.spi.Readable;

/** Reading what the schema declares {@code not null}. */
final class Rows {

    private Rows() {}

    static <T> T get(Readable row, int column, Class<T> type) {
        T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException("column " + column + ": null (expected " + type.getSimpleName() + ")");
        }
        return value;
    }
}
