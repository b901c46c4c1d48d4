package io.usher.api.listing;

import io.usher.api.problem.Problem;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list that is ordered by id.
 *
 * @param limit how many items at most, 1 to 200
 * @param after the id of the last item of the page before; null = the first page
 */
public record PageRequest(int limit, @Nullable UUID after) {

    public static final int MOST = 200;

    private static final int BYTES_OF_UUID = 16;

    /** Reads the query parameters {@code limit} and {@code cursor}; ends the request with 400 where they are wrong. */
    public static PageRequest of(int limit, @Nullable String cursor) {
        if (limit < 1 || limit > MOST) {
            throw Problem.badRequest("limit", "must be between 1 and " + MOST);
        }
        return new PageRequest(limit, cursor == null || cursor.isEmpty() ? null : id(cursor));
    }

    /** One more than the page holds: its presence tells that there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    /** The page, of at most {@link #fetch()} items in the order of their ids. */
    public <T> Page<T> page(List<T> fetched, Function<T, UUID> id) {
        if (fetched.size() <= limit) {
            return new Page<>(List.copyOf(fetched), null);
        }
        List<T> items = List.copyOf(fetched.subList(0, limit));
        return new Page<>(items, cursor(id.apply(items.getLast())));
    }

    private static String cursor(UUID id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(BYTES_OF_UUID)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array());
    }

    private static UUID id(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == BYTES_OF_UUID) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException notBase64) {
            throw wrongCursor();
        }
        throw wrongCursor();
    }

    private static Problem wrongCursor() {
        return Problem.badRequest("cursor", "must be the \"next\" of an earlier page");
    }
}
