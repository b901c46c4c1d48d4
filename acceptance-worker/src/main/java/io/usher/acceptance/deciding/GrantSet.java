package io.usher.acceptance.deciding;

import com.github.f4b6a3.uuid.alt.GUID;
import io.usher.contract.event.Grants;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an acceptance granted. Everybody who is accepted under the same terms is granted the same, stored once. */
public final class GrantSet {

    private static final GUID NAMESPACE = new GUID(UUID.fromString("6f0f5a0e-54f1-4c0b-9f5f-0f5b6d0f6c1e"));

    private final UUID id;
    private final List<Grantable> grantables;
    private final List<String> skipped;
    private final Grants grants;

    /** As it was stored. */
    public GrantSet(UUID id, List<Grantable> grantables, List<String> skipped) {
        this.id = id;
        this.grantables = List.copyOf(grantables);
        this.skipped = List.copyOf(skipped);
        this.grants = Grantable.names(grantables);
    }

    /** With an id that follows from the content: a UUID of version 5 (RFC 9562). */
    public static GrantSet of(List<Grantable> grantables, List<String> skipped) {
        return new GrantSet(GUID.v5(NAMESPACE, content(grantables, skipped)).toUUID(), grantables, skipped);
    }

    /** No two contents have the same bytes: each list has its length before it, and each text too. */
    private static byte[] content(List<Grantable> grantables, List<String> skipped) {
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
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    /**
     * As much of it as one has room for; the rest is skipped.
     *
     * @param held by id: it takes no more room
     * @param most how many one may hold
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
        return fitting.size() == grantables.size() ? this : of(fitting, without);
    }

    public UUID id() {
        return id;
    }

    public List<Grantable> grantables() {
        return grantables;
    }

    /** Names of what the invitation grants but what no longer exists, the plan no longer allows or is too much. */
    public List<String> skipped() {
        return skipped;
    }

    /** As events name them. */
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
