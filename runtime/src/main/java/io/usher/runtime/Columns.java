package io.usher.runtime;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row by the types of its columns. What the schema declares {@code not null} is never null here. */
public record Columns(Readable row) {

    public UUID uuid(String column) {
        return Objects.requireNonNull(optionalUuid(column), column);
    }

    public @Nullable UUID optionalUuid(String column) {
        return row.get(column, UUID.class);
    }

    public String text(String column) {
        return Objects.requireNonNull(optionalText(column), column);
    }

    public @Nullable String optionalText(String column) {
        return row.get(column, String.class);
    }

    public int integer(String column) {
        return Objects.requireNonNull(optionalInteger(column), column);
    }

    public @Nullable Integer optionalInteger(String column) {
        return row.get(column, Integer.class);
    }

    public long bigint(String column) {
        return Objects.requireNonNull(optionalBigint(column), column);
    }

    public @Nullable Long optionalBigint(String column) {
        return row.get(column, Long.class);
    }

    public boolean bool(String column) {
        return Objects.requireNonNull(optionalBool(column), column);
    }

    public @Nullable Boolean optionalBool(String column) {
        return row.get(column, Boolean.class);
    }

    public Instant instant(String column) {
        return Objects.requireNonNull(optionalInstant(column), column);
    }

    public @Nullable Instant optionalInstant(String column) {
        return row.get(column, Instant.class);
    }

    public byte[] bytes(String column) {
        return Objects.requireNonNull(row.get(column, byte[].class), column);
    }

    public List<String> texts(String column) {
        return List.of(Objects.requireNonNull(row.get(column, String[].class), column));
    }

    public @Nullable List<String> optionalTexts(String column) {
        String[] values = row.get(column, String[].class);
        return values == null ? null : List.of(values);
    }

    public List<UUID> uuids(String column) {
        return List.of(Objects.requireNonNull(row.get(column, UUID[].class), column));
    }

    public List<Long> bigints(String column) {
        return List.of(Objects.requireNonNull(row.get(column, Long[].class), column));
    }

    /** A value to bind that may be null. */
    public static <T> Parameter orNull(@Nullable T value, Class<T> type) {
        return value == null ? Parameters.in(type) : Parameters.in(value);
    }

    /** A list to bind as {@code text[]}, which may be null. */
    public static Parameter textsOrNull(@Nullable List<String> values) {
        return orNull(values == null ? null : values.toArray(String[]::new), String[].class);
    }
}
