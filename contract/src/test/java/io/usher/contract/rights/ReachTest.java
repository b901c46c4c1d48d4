package io.usher.contract.rights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReachTest {

    private static final UUID NORTH = new UUID(1, 1);
    private static final UUID SOUTH = new UUID(1, 2);

    private static final Reach OF_NORTH = Reach.ofUnits(Set.of(NORTH));
    private static final Reach OF_BOTH = Reach.ofUnits(Set.of(NORTH, SOUTH));

    @Test
    void unitsIncludeWhoIsInOneOfThem() {
        assertThat(OF_NORTH.includes(new Reached(true, NORTH))).isTrue();
        assertThat(OF_NORTH.includes(new Reached(false, NORTH))).isTrue();
        assertThat(OF_NORTH.includes(new Reached(true, SOUTH))).isFalse();
        assertThat(OF_NORTH.includes(new Reached(true, null))).isFalse();
    }

    @Test
    void learnersAreThoseWhoseRolesPermitNothing() {
        assertThat(Reach.LEARNERS.includes(new Reached(true, null))).isTrue();
        assertThat(Reach.LEARNERS.includes(new Reached(false, NORTH))).isFalse();
        assertThat(Reach.EVERYBODY.includes(new Reached(false, null))).isTrue();
        assertThat(Reach.NOBODY.includes(new Reached(true, NORTH))).isFalse();
    }

    @Test
    void aReachCoversWhatIsWithinIt() {
        assertThat(Reach.EVERYBODY.covers(Reach.LEARNERS)).isTrue();
        assertThat(Reach.EVERYBODY.covers(OF_BOTH)).isTrue();
        assertThat(OF_BOTH.covers(OF_NORTH)).isTrue();
        assertThat(OF_NORTH.covers(OF_BOTH)).isFalse();
        assertThat(OF_NORTH.covers(Reach.LEARNERS)).isFalse();
        assertThat(Reach.LEARNERS.covers(OF_NORTH)).isFalse();
        assertThat(OF_BOTH.covers(Reach.EVERYBODY)).isFalse();
        assertThat(Reach.LEARNERS.covers(Reach.NOBODY)).isTrue();
    }

    @Test
    void twoReachTogetherWhomEachReaches() {
        Reach both = OF_NORTH.and(Reach.LEARNERS);

        assertThat(both.includes(new Reached(true, SOUTH))).isTrue();
        assertThat(both.includes(new Reached(false, NORTH))).isTrue();
        assertThat(both.includes(new Reached(false, SOUTH))).isFalse();
        assertThat(both.and(Reach.EVERYBODY)).isEqualTo(Reach.EVERYBODY);
        assertThat(Reach.NOBODY.and(OF_NORTH)).isEqualTo(OF_NORTH);
        assertThat(Reach.ofUnits(Set.of())).isEqualTo(Reach.NOBODY);
    }

    @Test
    void theRoleOfManagersReachesTheUnitOfWhoHasIt() {
        assertThat(Reach.ofRole("Manager", NORTH)).isEqualTo(OF_NORTH);
        assertThat(Reach.ofRole("manager", null)).isEqualTo(Reach.EVERYBODY);
        assertThat(Reach.ofRole("admin", NORTH)).isEqualTo(Reach.EVERYBODY);
    }
}
