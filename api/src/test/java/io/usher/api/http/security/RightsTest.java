package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.http.problem.Refusal.Forbidden;
import io.usher.api.http.problem.Refusal.NotFound;
import io.usher.api.organizations.BuiltInRole;
import io.usher.contract.id.MemberId;
import io.usher.contract.rights.Reach;
import io.usher.contract.rights.Reached;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of the specification: what each role may do, and to whom. */
class RightsTest {

    private static final UUID UNIT = new UUID(1, 1);
    private static final UUID PART = new UUID(1, 2);
    private static final UUID OTHER = new UUID(1, 3);

    /** Of each action whom each role reaches, in the order of the roles. */
    private static final String TABLE = """
            READ_INVITATIONS        | all | units | learners | -   | -
            CHANGE_INVITATIONS      | all | units | learners | -   | -
            FOLLOW_ACCEPTANCES      | all | units | learners | -   | -
            LIST_ACCEPTANCES        | all | units | learners | -   | -
            READ_MEMBERS            | all | units | learners | -   | -
            CHANGE_MEMBERS          | all | units | learners | -   | -
            CHANGE_ROLES_OF_MEMBERS | all | units | -        | -   | -
            READ_TEAMS              | all | units | all      | -   | -
            CHANGE_TEAMS            | all | -     | all      | -   | -
            READ_COURSES            | all | units | all      | -   | -
            CHANGE_COURSES          | all | -     | all      | -   | -
            READ_UNITS              | all | units | learners | -   | -
            CHANGE_UNITS            | all | -     | -        | -   | -
            MANAGE_ROLES            | all | -     | -        | -   | -
            MANAGE_KEYS             | all | -     | -        | -   | -
            READ_AUDIT              | all | -     | -        | -   | -
            MANAGE_SUPPRESSIONS     | all | -     | -        | -   | -
            ERASE_PEOPLE            | all | -     | -        | -   | -
            READ_STATISTICS         | all | units | all      | all | -
            READ_ORGANIZATION       | all | -     | -        | -   | -
            CHANGE_SETTINGS         | all | -     | -        | -   | -
            SEE_FREE_SEATS          | all | units | learners | -   | -
            FOUND_ORGANIZATIONS     | -   | -     | -        | -   | -
            READ_PLATFORM_KEYS      | -   | -     | -        | -   | -
            CHANGE_PLATFORM_KEYS    | -   | -     | -        | -   | -
            READ_PLATFORM_AUDIT     | -   | -     | -        | -   | -
            HANDLE_DEAD_LETTERS     | -   | -     | -        | -   | -
            REPORT_DELIVERIES       | -   | -     | -        | -   | -
            ASK_FOR_SEATS           | -   | -     | -        | -   | -
            """;

    private static final List<BuiltInRole> ROLES = List.of(
            BuiltInRole.ADMIN,
            BuiltInRole.MANAGER,
            BuiltInRole.LEARNER_ADMIN,
            BuiltInRole.LEARNER_ANALYST,
            BuiltInRole.LEARNER);

    /** By whose names the table says whom a role reaches. */
    private static final Map<String, Set<Reached>> WHOM = Map.of(
            "all", Set.of(learner(UNIT), learner(PART), learner(OTHER), learner(null), holder(UNIT), holder(null)),
            "units", Set.of(learner(UNIT), learner(PART), holder(UNIT)),
            "learners", Set.of(learner(UNIT), learner(PART), learner(OTHER), learner(null)),
            "-", Set.of());

    private static Reached learner(@Nullable UUID unit) {
        return new Reached(true, unit);
    }

    private static Reached holder(@Nullable UUID unit) {
        return new Reached(false, unit);
    }

    static Stream<Arguments> cells() {
        return TABLE.lines().flatMap(line -> {
            List<String> columns =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            return ROLES.stream()
                    .map(role -> Arguments.of(
                            Action.valueOf(columns.getFirst()), role, columns.get(1 + ROLES.indexOf(role))));
        });
    }

    @ParameterizedTest(name = "{0} as {1}: {2}")
    @MethodSource("cells")
    void aRoleReachesWhomTheTableSays(Action action, BuiltInRole role, String whom) {
        Rights rights = of(role, Set.of(UNIT, PART));

        for (Reached who : WHOM.getOrDefault("all", Set.of())) {
            assertThat(rights.allow(action, who))
                    .as(who.toString())
                    .isEqualTo(WHOM.getOrDefault(whom, Set.of()).contains(who));
        }
        assertThat(rights.allow(action)).isEqualTo(!whom.equals("-"));
    }

    @Test
    void theTableHasEveryAction() {
        assertThat(cells().map(cell -> cell.get()[0]).distinct()).containsExactlyInAnyOrder((Object[]) Action.values());
    }

    @Test
    void aManagerWithoutAUnitReachesNobody() {
        Rights rights = of(BuiltInRole.MANAGER, Set.of());

        assertThat(Action.values()).noneMatch(rights::allow);
        assertThat(rights.areNone()).isTrue();
    }

    /** Who may give a role to somebody in a unit: nobody gives more than they hold. */
    @Test
    void nobodyGivesARoleThatReachesFurtherThanTheirs() {
        Rights admin = of(BuiltInRole.ADMIN, Set.of());
        Rights manager = of(BuiltInRole.MANAGER, Set.of(UNIT, PART));
        Rights learnerAdmin = of(BuiltInRole.LEARNER_ADMIN, Set.of());

        for (BuiltInRole role : BuiltInRole.values()) {
            assertThat(mayGive(admin, role, null)).as("admin gives " + role).isTrue();
        }
        assertThat(mayGive(manager, BuiltInRole.MANAGER, UNIT)).isTrue();
        assertThat(mayGive(manager, BuiltInRole.MANAGER, PART)).isTrue();
        assertThat(mayGive(manager, BuiltInRole.MANAGER, OTHER)).isFalse();
        assertThat(mayGive(manager, BuiltInRole.MANAGER, null))
                .as("they may get any unit")
                .isFalse();
        assertThat(mayGive(manager, BuiltInRole.LEARNER_ANALYST, UNIT))
                .as("that reaches the whole organization")
                .isFalse();
        assertThat(mayGive(manager, BuiltInRole.LEARNER, UNIT)).isTrue();
        assertThat(mayGive(learnerAdmin, BuiltInRole.MANAGER, UNIT)).isFalse();
        assertThat(mayGive(learnerAdmin, BuiltInRole.ADMIN, null)).isFalse();
        assertThat(mayGive(learnerAdmin, BuiltInRole.LEARNER_ADMIN, null)).isTrue();
    }

    private static boolean mayGive(Rights rights, BuiltInRole role, @Nullable UUID unit) {
        return role.permissions().stream()
                .allMatch(permission -> rights.mayGrant(permission, Reach.ofRole(role.roleName(), unit)));
    }

    @Test
    void whatIsBeyondReachIsHiddenUnlessItMayBeSeen() {
        Rights rights = Rights.ofMember(
                new MemberId(UNIT), List.of(Permission.MEMBERS_READ), List.of(Permission.MEMBERS_WRITE), Set.of(UNIT));

        rights.require(Action.CHANGE_MEMBERS, Action.READ_MEMBERS, learner(UNIT));
        assertThatThrownBy(() -> rights.require(Action.CHANGE_MEMBERS, Action.READ_MEMBERS, learner(OTHER)))
                .isInstanceOf(Forbidden.class);
        assertThatThrownBy(() -> of(BuiltInRole.MANAGER, Set.of(UNIT))
                        .require(Action.CHANGE_MEMBERS, Action.READ_MEMBERS, learner(OTHER)))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void severalRolesReachTogetherWhomEachReaches() {
        Rights both = Rights.ofMember(
                new MemberId(UNIT),
                BuiltInRole.LEARNER_ADMIN.permissions(),
                BuiltInRole.MANAGER.permissions(),
                Set.of(UNIT));

        assertThat(Stream.of(learner(OTHER), holder(UNIT), holder(OTHER))
                        .map(who -> Map.entry(who, both.allow(Action.CHANGE_MEMBERS, who))))
                .extracting(Entry::getValue)
                .containsExactly(true, true, false);
    }

    private static Rights of(BuiltInRole role, Set<UUID> units) {
        boolean ofUnits = role == BuiltInRole.MANAGER;
        return Rights.ofMember(
                new MemberId(UNIT),
                ofUnits ? List.of() : role.permissions(),
                ofUnits ? role.permissions() : List.of(),
                units);
    }
}
