package io.usher.acceptance.deciding;

import io.usher.contract.event.GrantKind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Something that a seat brings: a role, a team, a place in a unit. */
public record Grantable(UUID id, GrantKind kind, String name) {

    /** What somebody has who is given more: each thing once, and of kinds that one has at most one of the later one. */
    static List<Grantable> together(List<Grantable> held, List<Grantable> more) {
        if (held.isEmpty()) {
            return more;
        }
        List<Grantable> together = new ArrayList<>(held);
        for (Grantable one : more) {
            if (together.stream().noneMatch(other -> other.id().equals(one.id()))) {
                together.removeIf(other -> one.kind().isSingle() && other.kind() == one.kind());
                together.add(one);
            }
        }
        return List.copyOf(together);
    }
}
