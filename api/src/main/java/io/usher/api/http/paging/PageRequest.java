package io.usher.api.http.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.problem.Refusal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list.
 *
 * @param list which list it is; its cursors belong to no other
 * @param limit how many items at most, 1 to 200, of exports more
 * @param last what the last item of the page before is ordered by; null = the first page
 */
public record PageRequest(String list, int limit, @Nullable String last) {

    public static final int MOST = 200;

    /** The limit of requests that name none. */
    public static final int USUAL = 50;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");

    /** Reads the query parameters {@code limit} and {@code cursor}; ends the request with 400 if they are wrong. */
    public static PageRequest of(String list, @Nullable String limit, @Nullable String cursor) {
        int most = limit == null ? USUAL : number(limit);
        if (most < 1 || most > MOST) {
            throw Refusal.invalid("limit", "must be a number between 1 and " + MOST);
        }
        return new PageRequest(list, most, cursor == null || cursor.isEmpty() ? null : last(list, cursor));
    }

    private static int number(String text) {
        return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }

    /** One more than the page holds: its presence tells that there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    /** The page after the one with that {@link Page#next}, as large. */
    public PageRequest following(String cursor) {
        return new PageRequest(list, limit, last(list, cursor));
    }

    /** What comes before the page; null = nothing. Ends the request with 400 if it is not a cursor. */
    public <K> @Nullable K after(Order<K> order) {
        try {
            return last == null ? null : order.read(last);
        } catch (IllegalArgumentException noKey) {
            throw wrongCursor();
        }
    }

    /** The page, of at most {@link #fetch()} items in their order. */
    public <T, K> Page<T> page(List<T> fetched, Order<K> order, Function<T, K> key) {
        if (fetched.size() <= limit) {
            return new Page<>(List.copyOf(fetched), null);
        }
        List<T> items = List.copyOf(fetched.subList(0, limit));
        return new Page<>(items, cursor(order, key.apply(items.getLast())));
    }

    /** The cursor of a page that begins after the key. */
    public <K> String cursor(Order<K> order, K key) {
        byte[] text = order.write(key).getBytes(UTF_8);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(Integer.BYTES + text.length)
                        .putInt(mark(list, text))
                        .put(text)
                        .array());
    }

    private static String last(String list, String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() > Integer.BYTES) {
                int mark = bytes.getInt();
                byte[] text = new byte[bytes.remaining()];
                bytes.get(text);
                if (mark == mark(list, text)) {
                    return new String(text, UTF_8);
                }
            }
        } catch (IllegalArgumentException notBase64) {
            throw wrongCursor();
        }
        throw wrongCursor();
    }

    /** Tells the lists apart; it keeps nothing secret. */
    private static int mark(String list, byte[] text) {
        CRC32 sum = new CRC32();
        sum.update((list + " ").getBytes(UTF_8));
        sum.update(text);
        return (int) sum.getValue();
    }

    private static Refusal wrongCursor() {
        return Refusal.invalid("cursor", "must be the \"next\" of an earlier page of this list");
    }
}
