package io.usher.contract.event;

import java.util.Locale;

/** Constants as they stand on the wire: lower case, words joined by hyphens. */
final class WireNames {

    private WireNames() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E read(Class<E> type, String wireName) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(wireName)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(type.getSimpleName() + ": " + wireName + " (expected one of its names)");
    }
}
