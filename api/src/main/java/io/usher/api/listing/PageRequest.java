package io.usher.api.listing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.problem.Problem;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list that is ordered by id.
 *
 * @param list which list it is; its cursors belong to no other
 * @param limit how many items at most, 1 to 200
 * @param after the id of the last item of the page before; null = the first page
 */
public record PageRequest(String list, int limit, @Nullable UUID after) {

    public static final int MOST = 200;

    /** The limit of requests that name none. */
    public static final int USUAL = 50;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
    private static final int BYTES_OF_UUID = 16;

    /** Reads the query parameters {@code limit} and {@code cursor}; ends the request with 400 where they are wrong. */
    public static PageRequest of(String list, @Nullable String limit, @Nullable String cursor) {
        int most = limit == null ? USUAL : number(limit);
        if (most < 1 || most > MOST) {
            throw Problem.badRequest("limit", "must be a number between 1 and " + MOST);
        }
        return new PageRequest(list, most, cursor == null || cursor.isEmpty() ? null : id(list, cursor));
    }

    private static int number(String text) {
        return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
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

    /** The cursor of a page that begins after the id. */
    public String cursor(UUID id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(BYTES_OF_UUID + Integer.BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .putInt(mark(list, id))
                        .array());
    }

    private static UUID id(String list, String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == BYTES_OF_UUID + Integer.BYTES) {
                UUID id = new UUID(bytes.getLong(), bytes.getLong());
                if (bytes.getInt() == mark(list, id)) {
                    return id;
                }
            }
        } catch (IllegalArgumentException notBase64) {
            throw wrongCursor();
        }
        throw wrongCursor();
    }

    /** Tells the lists apart; it keeps nothing secret. */
    private static int mark(String list, UUID id) {
        CRC32 sum = new CRC32();
        sum.update((list + " " + id).getBytes(UTF_8));
        return (int) sum.getValue();
    }

    private static Problem wrongCursor() {
        return Problem.badRequest("cursor", "must be the \"next\" of an earlier page of this list");
    }
}
