package io.usher.runtime.outbox;

import java.util.List;

/** Events as an outbox takes them, made by {@link Outbox#pack}. */
public final class PackedEvents {

    private final List<PackedBundle> bundles;

    PackedEvents(List<PackedBundle> bundles) {
        this.bundles = List.copyOf(bundles);
    }

    List<PackedBundle> bundles() {
        return bundles;
    }
}
