package io.usher.api.granting;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.usher.api.granting.Grantable.Parent;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.organizations.Organization;
import io.usher.contract.event.GrantKind;
import io.usher.contract.rights.Reach;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What somebody who gives things to others may choose from. */
public final class ChoosingGrantables {

    /** Listed choices of one kind. */
    public static final int MOST = 1_000;

    private final Grantables grantables;

    ChoosingGrantables(Grantables grantables) {
        this.grantables = grantables;
    }

    /**
     * One thing.
     *
     * @param barrier why it cannot be given; empty if it can
     * @param parent of a unit: the name of the choice that it is part of; null = of none
     * @param depth how many choices a unit is part of
     */
    public record Choice(
            String name, String barrier, @Nullable String parent, int depth) {

        public boolean open() {
            return barrier.isEmpty();
        }

        /** Set in as far as it is deep. */
        public String indented() {
            return "\u2003".repeat(depth) + name;
        }
    }

    /**
     * Choices of each kind, by the name of its property.
     *
     * @param cut the kinds that have more than are listed
     */
    public record Choices(Map<String, List<Choice>> listed, Set<String> cut) {

        public List<Choice> get(String property) {
            return listed.getOrDefault(property, List.of());
        }

        public boolean isCut(String property) {
            return cut.contains(property);
        }
    }

    /**
     * The first ones of each kind as people sort names: built-in roles before others, units before their parts. Other ones
     * are named.
     */
    public Mono<Choices> of(Caller caller, Organization organization) {
        Rights rights = caller.in(organization.id());
        return Flux.fromIterable(Arrays.asList(GrantKind.values()))
                .concatMap(kind -> grantables
                        .byName(organization.id(), kind, KeepingGrantables.seen(caller, organization, kind), MOST + 1)
                        .collectList()
                        .map(found -> Map.entry(kind, found)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(found -> choices(organization, rights, found));
    }

    private static Choices choices(Organization organization, Rights rights, Map<GrantKind, List<Grantable>> found) {
        Map<String, List<Choice>> listed = new HashMap<>();
        Set<String> cut = new HashSet<>();
        found.forEach((kind, all) -> {
            List<Grantable> first = all.stream().limit(MOST).toList();
            listed.put(
                    kind.property(),
                    kind == GrantKind.UNIT
                            ? tree(first).stream()
                                    .map(ChoosingGrantables::choice)
                                    .toList()
                            : first.stream()
                                    .map(one -> new Choice(one.name(), barrier(organization, rights, one), null, 0))
                                    .toList());
            if (all.size() > MOST) {
                cut.add(kind.property());
            }
        });
        return new Choices(listed, cut);
    }

    /** Whoever reaches units alone gives roles to people there. */
    private static String barrier(Organization organization, Rights rights, Grantable found) {
        if (found.kind() == GrantKind.ROLE && !organization.plan().allows(found.name())) {
            return "not-in-plan";
        }
        UUID unit = rights.reach(Action.CHANGE_INVITATIONS).units().stream()
                .findFirst()
                .orElse(null);
        Reach needed = Reach.ofRole(found.name(), unit);
        return found.permissions().stream().allMatch(permission -> rights.mayGrant(permission, needed))
                ? ""
                : "exceeds";
    }

    /**
     * Something in its place of a tree.
     *
     * @param depth how many others it is part of
     */
    public record TreePlace(Grantable thing, int depth) {}

    /** Each unit before its parts, and otherwise in their order. One whose parent is not among them is at the top. */
    public static List<TreePlace> tree(List<Grantable> units) {
        Set<UUID> ids = units.stream().map(Grantable::id).collect(toSet());
        Map<Optional<UUID>, List<Grantable>> parts = units.stream()
                .collect(groupingBy(unit ->
                        Optional.ofNullable(unit.parent()).map(Parent::id).filter(ids::contains)));
        return parts(parts, Optional.empty(), 0).toList();
    }

    private static Stream<TreePlace> parts(
            Map<Optional<UUID>, List<Grantable>> parts, Optional<UUID> parent, int depth) {
        return parts.getOrDefault(parent, List.of()).stream()
                .flatMap(unit -> Stream.concat(
                        Stream.of(new TreePlace(unit, depth)), parts(parts, Optional.of(unit.id()), depth + 1)));
    }

    private static Choice choice(TreePlace place) {
        Parent parent = place.thing().parent();
        return new Choice(
                place.thing().name(), "", parent == null || place.depth() == 0 ? null : parent.name(), place.depth());
    }
}
