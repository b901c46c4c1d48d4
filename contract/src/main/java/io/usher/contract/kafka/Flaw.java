package io.usher.contract.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds decoded records to their own declaration: what is not {@link Nullable} must be there, in lists and maps too. And text
 * must be such as PostgreSQL can store: U+0000 would fail every batch that it is in.
 */
final class Flaw {

    private static final ConcurrentHashMap<Class<?>, List<Component>> COMPONENTS = new ConcurrentHashMap<>();

    private Flaw() {}

    /** The first flaw in the record or within it: what is wrong and where, never what it says. */
    static Optional<String> in(Record record) {
        return inRecord("", record);
    }

    private static Optional<String> inRecord(String place, Record record) {
        return COMPONENTS.computeIfAbsent(record.getClass(), Flaw::components).stream()
                .map(component -> component.flaw(place, record))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> inList(String place, List<?> list) {
        return IntStream.range(0, list.size())
                .mapToObj(i -> inValue(place + "[" + i + "]", list.get(i), true))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> inMap(String place, Map<?, ?> map) {
        return map.entrySet().stream()
                .map(entry -> inValue(place + "." + entry.getKey(), entry.getValue(), true))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> inValue(String place, @Nullable Object value, boolean required) {
        return switch (value) {
            case null -> required ? Optional.of("without " + place) : Optional.empty();
            case String text -> text.indexOf('\0') < 0 ? Optional.empty() : Optional.of("with U+0000 in " + place);
            case List<?> list -> inList(place, list);
            case Map<?, ?> map -> inMap(place, map);
            case Record record -> inRecord(place + ".", record);
            default -> Optional.empty();
        };
    }

    private static List<Component> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !component.getType().isPrimitive())
                .map(Component::of)
                .toList();
    }

    private record Component(String name, Method accessor, boolean required) {

        static Component of(RecordComponent component) {
            boolean required = !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            return new Component(component.getName(), component.getAccessor(), required);
        }

        Optional<String> flaw(String place, Record record) {
            try {
                return inValue(place + name, accessor.invoke(record), required);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(
                        "component of a public record: " + accessor + " (expected readable)", e);
            }
        }
    }
}
