package io.usher.contract.kafka;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
        for (Component component : COMPONENTS.computeIfAbsent(record.getClass(), Flaw::components)) {
            Optional<String> flaw = component.flaw(place, record);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inList(String place, List<?> list) {
        for (int i = 0; i < list.size(); i++) {
            Optional<String> flaw = inValue(place + "[" + i + "]", list.get(i), true);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inMap(String place, Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Optional<String> flaw = inValue(place + "." + entry.getKey(), entry.getValue(), true);
            if (flaw.isPresent()) {
                return flaw;
            }
        }
        return Optional.empty();
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

    private record Component(String name, MethodHandle accessor, boolean required) {

        static Component of(RecordComponent component) {
            boolean required = !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            try {
                MethodHandle accessor = MethodHandles.publicLookup()
                        .unreflect(component.getAccessor())
                        .asType(MethodType.methodType(Object.class, Record.class));
                return new Component(component.getName(), accessor, required);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(
                        "component of a public record: " + component + " (expected readable)", e);
            }
        }

        Optional<String> flaw(String place, Record record) {
            Object value = value(record);
            // Most are ids and times: there is nothing within them.
            return value instanceof UUID || value instanceof Instant
                    ? Optional.empty()
                    : inValue(place.isEmpty() ? name : place + name, value, required);
        }

        private @Nullable Object value(Record record) {
            try {
                return (Object) accessor.invokeExact(record);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("component " + name + " of a record: cannot be read", e);
            }
        }
    }
}
