package io.usher.resilience;

import io.usher.contract.event.GrantKind;
import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberGranted;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.event.MemberEvent.MembershipEvent;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The active members, as their events tell, by the keys of these. */
final class RebuiltMembers {

    private final Map<String, Active> active = new HashMap<>();

    /** @param names of what the member has, as they were when it was given */
    private record Active(UUID organization, String address, Map<GrantKind, Set<String>> names) {

        static Active of(MembershipEvent event) {
            return new Active(event.organization().value(), event.address(), new EnumMap<>(GrantKind.class));
        }

        Active with(Grants granted) {
            for (GrantKind kind : GrantKind.values()) {
                List<String> more = granted.names(kind);
                if (!more.isEmpty()) {
                    Set<String> held = names.computeIfAbsent(kind, none -> new TreeSet<>());
                    if (kind.isSingle()) {
                        held.clear();
                    }
                    held.addAll(more);
                }
            }
            return this;
        }
    }

    void take(MemberEvent event) {
        switch (event) {
            case MemberJoined joined ->
                active.put(joined.key(), Active.of(joined).with(joined.granted()));
            case MemberGranted more ->
                active.computeIfPresent(more.key(), (key, member) -> member.with(more.granted()));
            case MemberChanged changed ->
                active.put(changed.key(), Active.of(changed).with(changed.held()));
            case MemberLeft left -> end(left);
            case MemberAccessEnded ended -> end(ended);
            case MemberChangeRefused unchanged -> {}
            case MemberTeamChanged answer -> {}
        }
    }

    private void end(MembershipEvent event) {
        erase(event.key());
    }

    void erase(String key) {
        active.keySet().remove(key);
    }

    /**
     * A line for each member, with what it has, and one for the seats that an organization's members take.
     *
     * @param present the present name of everything that was ever called so, by its {@link #place}
     */
    List<String> lines(Map<String, String> present) {
        Map<UUID, Long> taken = active.values().stream()
                .collect(Collectors.groupingBy(Active::organization, TreeMap::new, Collectors.counting()));
        return Stream.concat(
                        active.values().stream().map(member -> line(member, present)),
                        taken.entrySet().stream()
                                .map(seats -> "seats %s: %d".formatted(seats.getKey(), seats.getValue())))
                .toList();
    }

    private static String line(Active member, Map<String, String> present) {
        Set<String> held = new TreeSet<>();
        member.names()
                .forEach((kind, names) -> names.forEach(name -> held.add(
                        kind.wireName() + "=" + present.getOrDefault(place(member.organization(), kind, name), name))));
        return "member %s/%s: %s".formatted(member.organization(), member.address(), String.join(",", held));
    }

    /** Where a name is unique. */
    static String place(UUID organization, GrantKind kind, String name) {
        return organization + " " + kind.wireName() + " " + name.toLowerCase(Locale.ROOT);
    }
}
