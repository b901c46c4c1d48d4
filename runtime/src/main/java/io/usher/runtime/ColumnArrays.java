package io.usher.runtime;

import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Columns of rows as arrays to bind, for statements that {@code unnest} them. */
public final class ColumnArrays {

    private ColumnArrays() {}

    public static <T> @Nullable String[] texts(Collection<T> rows, Function<T, @Nullable String> column) {
        return column(rows, String[]::new, column);
    }

    public static <T> @Nullable UUID[] uuids(Collection<T> rows, Function<T, @Nullable UUID> column) {
        return column(rows, UUID[]::new, column);
    }

    public static <T> @Nullable Instant[] instants(Collection<T> rows, Function<T, @Nullable Instant> column) {
        return column(rows, Instant[]::new, column);
    }

    public static <T> Integer[] integers(Collection<T> rows, ToIntFunction<T> column) {
        return rows.stream().map(column::applyAsInt).toArray(Integer[]::new);
    }

    public static <T> Long[] longs(Collection<T> rows, ToLongFunction<T> column) {
        return rows.stream().map(column::applyAsLong).toArray(Long[]::new);
    }

    public static <T> Boolean[] booleans(Collection<T> rows, Predicate<T> column) {
        return rows.stream().map(column::test).toArray(Boolean[]::new);
    }

    /** Of another type, or of numbers that may be null. */
    public static <T, V> @Nullable V[] column(
            Collection<T> rows, IntFunction<@Nullable V[]> array, Function<T, @Nullable V> column) {
        return rows.stream().map(column).toArray(array);
    }
}
