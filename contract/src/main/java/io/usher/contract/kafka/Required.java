package io.usher.contract.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Holds decoded records to their own declaration: what is not {@link Nullable} must be there. */
final class Required {

    private static final ConcurrentHashMap<Class<?>, List<RecordComponent>> COMPONENTS = new ConcurrentHashMap<>();

    private Required() {}

    /** The name of the first component that is missing, in the record or in a record within it. */
    static Optional<String> missing(Object record) {
        for (RecordComponent component : COMPONENTS.computeIfAbsent(record.getClass(), Required::required)) {
            Object value = read(component, record);
            if (value == null) {
                return Optional.of(component.getName());
            }
            if (value.getClass().isRecord()) {
                Optional<String> within = missing(value);
                if (within.isPresent()) {
                    return within.map(name -> component.getName() + "." + name);
                }
            }
        }
        return Optional.empty();
    }

    private static List<RecordComponent> required(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                .filter(component -> !component.getType().isPrimitive())
                .toList();
    }

    private static @Nullable Object read(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("component of a public record: " + component + " (expected readable)", e);
        }
    }
}
