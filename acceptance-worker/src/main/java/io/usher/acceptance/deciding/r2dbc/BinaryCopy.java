package io.usher.acceptance.deciding.r2dbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Rows for {@code COPY … FROM STDIN BINARY}, see PostgreSQL's manual, "COPY", "Binary Format". Server and driver need
 * half of the time that arrays in text take.
 */
final class BinaryCopy {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int UUID_BYTES = 16;
    private static final int UUID_OID = 2950;
    private static final int NULL = -1;
    private static final long MICROS_UNTIL_2000 = 946_684_800_000_000L;

    private final int columns;
    private final ByteBuf bytes;

    /** @param expectedBytes an estimate for all rows */
    BinaryCopy(int columns, int expectedBytes) {
        this.columns = columns;
        this.bytes =
                Unpooled.buffer(expectedBytes).writeBytes(SIGNATURE).writeInt(0).writeInt(0);
    }

    /** Begins a row. Each column has to be written once, in order. */
    @CanIgnoreReturnValue
    BinaryCopy row() {
        bytes.writeShort(columns);
        return this;
    }

    @CanIgnoreReturnValue
    BinaryCopy uuid(@Nullable UUID value) {
        if (value == null) {
            bytes.writeInt(NULL);
        } else {
            write(value);
        }
        return this;
    }

    private void write(UUID value) {
        bytes.writeInt(UUID_BYTES).writeLong(value.getMostSignificantBits()).writeLong(value.getLeastSignificantBits());
    }

    @CanIgnoreReturnValue
    BinaryCopy uuids(Collection<UUID> values) {
        int start = bytes.writerIndex();
        bytes.writeInt(0).writeInt(values.isEmpty() ? 0 : 1).writeInt(0).writeInt(UUID_OID);
        if (!values.isEmpty()) {
            bytes.writeInt(values.size()).writeInt(1);
            values.forEach(this::write);
        }
        bytes.setInt(start, bytes.writerIndex() - start - Integer.BYTES);
        return this;
    }

    @CanIgnoreReturnValue
    BinaryCopy text(@Nullable String value) {
        if (value == null) {
            bytes.writeInt(NULL);
        } else {
            int start = bytes.writerIndex();
            bytes.writeInt(0);
            bytes.setInt(start, ByteBufUtil.writeUtf8(bytes, value));
        }
        return this;
    }

    @CanIgnoreReturnValue
    BinaryCopy bigint(long value) {
        bytes.writeInt(Long.BYTES).writeLong(value);
        return this;
    }

    @CanIgnoreReturnValue
    BinaryCopy bool(boolean value) {
        bytes.writeInt(1).writeBoolean(value);
        return this;
    }

    /** With the precision of a microsecond. */
    @CanIgnoreReturnValue
    BinaryCopy instant(@Nullable Instant value) {
        if (value == null) {
            bytes.writeInt(NULL);
            return this;
        }
        return bigint(value.getEpochSecond() * 1_000_000 + value.getNano() / 1_000 - MICROS_UNTIL_2000);
    }

    /** Sends the rows in the current transaction. Emits their number. */
    @CheckReturnValue
    Mono<Long> into(DatabaseClient database, String tableAndColumns) {
        bytes.writeShort(NULL);
        return database.inConnection(connection ->
                postgresql(connection).copyIn("copy " + tableAndColumns + " from stdin binary", Mono.just(bytes)));
    }

    private static PostgresqlConnection postgresql(Connection connection) {
        Object unwrapped = connection;
        while (!(unwrapped instanceof PostgresqlConnection)) {
            if (!(unwrapped instanceof Wrapped<?> wrapped)) {
                throw new IllegalStateException("connection: " + connection + " (expected PostgreSQL's)");
            }
            unwrapped = wrapped.unwrap();
        }
        return (PostgresqlConnection) unwrapped;
    }
}
