package io.usher.api.http.paging;

import io.usher.api.http.json.StorableText;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a list is ordered by, and how its cursors carry it.
 *
 * @param <K> of which no two items of the list have the same
 */
public final class Order<K> {

    public static final Order<UUID> BY_ID = new Order<>(UUID::toString, UUID::fromString);
    public static final Order<Long> BY_NUMBER = new Order<>(number -> Long.toString(number), Long::valueOf);
    public static final Order<String> BY_TEXT = new Order<>(text -> text, Order::storable);

    private final Function<K, String> write;
    private final Function<String, K> read;

    private Order(Function<K, String> write, Function<String, K> read) {
        this.write = write;
        this.read = read;
    }

    private static String storable(String text) {
        if (!StorableText.test(text)) {
            throw new IllegalArgumentException("cursor: has characters that cannot be stored (expected text)");
        }
        return text;
    }

    public String write(K key) {
        return write.apply(key);
    }

    /** IllegalArgumentException if the text is no key. */
    K read(String text) {
        return read.apply(text);
    }
}
