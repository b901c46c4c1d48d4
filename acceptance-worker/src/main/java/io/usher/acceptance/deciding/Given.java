package io.usher.acceptance.deciding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.contract.event.Grants;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an acceptance brought. Whoever is accepted under the same terms is given the same, which is kept once. */
public final class Given {

    private final UUID id;
    private final List<Grantable> grantables;
    private final List<String> skipped;
    private final Grants grants;

    /** As it was stored. */
    public Given(UUID id, List<Grantable> grantables, List<String> skipped) {
        this.id = id;
        this.grantables = List.copyOf(grantables);
        this.skipped = List.copyOf(skipped);
        this.grants = Grants.of(kind -> grantables.stream()
                .filter(one -> one.kind() == kind)
                .map(Grantable::name)
                .toList());
    }

    /** With an id that follows from the content. */
    public static Given of(List<Grantable> grantables, List<String> skipped) {
        return new Given(UUID.nameUUIDFromBytes((grantables + "\n" + skipped).getBytes(UTF_8)), grantables, skipped);
    }

    public UUID id() {
        return id;
    }

    public List<Grantable> grantables() {
        return grantables;
    }

    /** Names of what the invitation grants but what no longer exists or the plan no longer allows. */
    public List<String> skipped() {
        return skipped;
    }

    /** As events name it. */
    public Grants grants() {
        return grants;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Given given && id.equals(given.id);
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
