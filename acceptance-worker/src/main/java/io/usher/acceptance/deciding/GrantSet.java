package io.usher.acceptance.deciding;

import com.github.f4b6a3.uuid.alt.GUID;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an acceptance granted. People who are accepted under the same terms share one stored set. */
public final class GrantSet {

    private static final GUID NAMESPACE = new GUID(UUID.fromString("6f0f5a0e-54f1-4c0b-9f5f-0f5b6d0f6c1e"));

    private final UUID id;
    private final List<Grantable> grantables;
    private final List<String> skipped;
    private final @Nullable Instant accessEnd;
    private final Grants grants;

    /**
     * A stored set.
     *
     * @param accessEnd null = never
     */
    public GrantSet(UUID id, List<Grantable> grantables, List<String> skipped, @Nullable Instant accessEnd) {
        this.id = id;
        this.grantables = List.copyOf(grantables);
        this.skipped = List.copyOf(skipped);
        this.accessEnd = accessEnd;
        this.grants = Grantable.names(grantables, accessEnd);
    }

    /** A set whose id is derived from its content: a UUID of version 5 (RFC 9562). */
    public static GrantSet of(List<Grantable> grantables, List<String> skipped, @Nullable Instant accessEnd) {
        UUID id = GUID.v5(NAMESPACE, content(grantables, skipped, accessEnd)).toUUID();
        return new GrantSet(id, grantables, skipped, accessEnd);
    }

    /** Unambiguous: each list and each text is preceded by its length. */
    private static byte[] content(List<Grantable> grantables, List<String> skipped, @Nullable Instant accessEnd) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream content = new DataOutputStream(bytes)) {
            content.writeInt(grantables.size());
            for (Grantable grantable : grantables) {
                content.writeUTF(grantable.id().toString());
                content.writeUTF(grantable.kind().wireName());
                content.writeUTF(grantable.name());
            }
            content.writeInt(skipped.size());
            for (String name : skipped) {
                content.writeUTF(name);
            }
            content.writeUTF(accessEnd == null ? "" : accessEnd.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    /**
     * The part of the set that does not exceed the limit; the rest is skipped.
     *
     * @param held the ids of what the member holds, which do not count again
     * @param most the maximum number that a member may hold
     */
    GrantSet within(Set<UUID> held, int most) {
        List<Grantable> fitting = new ArrayList<>();
        List<String> without = new ArrayList<>(skipped);
        int holding = held.size();
        for (Grantable one : grantables) {
            boolean more = !held.contains(one.id());
            if (more && holding >= most) {
                without.add(one.name());
            } else {
                fitting.add(one);
                holding += more ? 1 : 0;
            }
        }
        return fitting.size() == grantables.size() ? this : of(fitting, without, accessEnd);
    }

    /** The set without a unit; that is skipped. */
    GrantSet withoutUnit() {
        List<Grantable> others =
                grantables.stream().filter(one -> one.kind() != GrantKind.UNIT).toList();
        if (others.size() == grantables.size()) {
            return this;
        }
        List<String> without = new ArrayList<>(skipped);
        grantables.stream()
                .filter(one -> one.kind() == GrantKind.UNIT)
                .map(Grantable::name)
                .forEach(without::add);
        return of(others, without, accessEnd);
    }

    public UUID id() {
        return id;
    }

    public List<Grantable> grantables() {
        return grantables;
    }

    /**
     * The names of what the invitation grants but this set does not, because it no longer exists, the plan does not
     * include it, the member would exceed the limit or is a manager who stays in their unit.
     */
    public List<String> skipped() {
        return skipped;
    }

    /** When the membership that comes with it ends; null = never. */
    public @Nullable Instant accessEnd() {
        return accessEnd;
    }

    /** The names, as in events. */
    public Grants grants() {
        return grants;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GrantSet set && id.equals(set.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "%s, without %s".formatted(grantables, skipped);
    }
}
