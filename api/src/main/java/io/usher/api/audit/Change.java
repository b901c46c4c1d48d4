package io.usher.api.audit;

import io.usher.contract.address.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * How a thing was and how it became, of which only what differs. Addresses are in normal form, so that an erasure finds
 * them, and of a long list there are the first items and how many more.
 *
 * @param before null if the thing was made
 * @param after null if the thing was deleted
 */
record Change(@Nullable ObjectNode before, @Nullable ObjectNode after) {

    static final int MOST_ITEMS = 100;

    static Change of(JsonMapper json, @Nullable Object before, @Nullable Object after) {
        ObjectNode past = tree(json, before);
        ObjectNode now = tree(json, after);
        if (past != null && now != null) {
            ObjectNode unchanged = past.deepCopy();
            for (String property : List.copyOf(unchanged.propertyNames())) {
                if (unchanged.path(property).equals(now.path(property))) {
                    past.remove(property);
                    now.remove(property);
                }
            }
        } else {
            withoutDefaults(past);
            withoutDefaults(now);
        }
        return new Change(past, now);
    }

    private static @Nullable ObjectNode tree(JsonMapper json, @Nullable Object value) {
        return value == null ? null : (ObjectNode) readable(json.valueToTree(value));
    }

    private static void withoutDefaults(@Nullable ObjectNode thing) {
        if (thing != null) {
            thing.removeIf(value -> value.isNull() || (value.isArray() && value.isEmpty()));
        }
    }

    private static JsonNode readable(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode copy = object.objectNode();
                object.forEachEntry((name, value) -> copy.set(name, readable(value)));
                yield copy;
            }
            case ArrayNode array -> shortened(array);
            case StringNode text ->
                address(text).<JsonNode>map(StringNode::valueOf).orElse(text);
            default -> node;
        };
    }

    private static ArrayNode shortened(ArrayNode array) {
        ArrayNode copy = array.arrayNode();
        array.valueStream().limit(MOST_ITEMS).forEach(item -> copy.add(readable(item)));
        if (array.size() > MOST_ITEMS) {
            copy.add("and " + (array.size() - MOST_ITEMS) + " more");
        }
        return copy;
    }

    private static Optional<String> address(JsonNode text) {
        return EmailAddress.parse(text.asString()).map(EmailAddress::normal);
    }

    /** Whether nothing differs. */
    boolean isEmpty() {
        return before != null && after != null && before.isEmpty() && after.isEmpty();
    }

    /** Whose addresses are in it. */
    void addPeopleTo(SequencedSet<String> people) {
        List<JsonNode> open = new ArrayList<>();
        if (before != null) {
            open.add(before);
        }
        if (after != null) {
            open.add(after);
        }
        while (!open.isEmpty()) {
            JsonNode node = open.removeLast();
            if (node.isString()) {
                address(node).ifPresent(people::add);
            } else {
                node.valueStream().forEach(open::add);
            }
        }
    }
}
