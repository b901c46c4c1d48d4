package io.usher.api.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.id.OrganizationId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallerTest {

    private final OrganizationId corp = new OrganizationId(UUID.randomUUID());
    private final OrganizationId academy = new OrganizationId(UUID.randomUUID());
    private final OrganizationId other = new OrganizationId(UUID.randomUUID());

    private final Caller person = Caller.person(
            UUID.randomUUID(),
            Map.of(
                    corp, Rights.everywhere(Set.of(Permission.INVITATIONS_WRITE)),
                    academy, Rights.everywhere(Set.of(Permission.MEMBERS_READ))),
            Instant.EPOCH);

    @Test
    void aPersonHasOtherRightsInEachOrganization() {
        assertThat(person.in(corp).allow(Action.CHANGE_INVITATIONS)).isTrue();
        assertThat(person.in(corp).allow(Action.MANAGE_KEYS)).isFalse();
        assertThat(person.in(academy).allow(Action.CHANGE_INVITATIONS)).isFalse();
        assertThat(person.in(academy).allow(Action.READ_TEAMS)).isTrue();
        assertThat(person.sees(other)).isFalse();
        assertThat(person.in(other).allow(Action.READ_TEAMS)).isFalse();
    }

    @Test
    void aPersonGrantsInAnOrganizationOnlyWhatTheyHoldThere() {
        assertThat(person.in(corp).mayGrant(Permission.INVITATIONS_WRITE)).isTrue();
        assertThat(person.in(academy).mayGrant(Permission.INVITATIONS_WRITE)).isFalse();
        assertThat(person.onPlatform().mayGrant(Permission.INVITATIONS_WRITE)).isFalse();
    }

    @Test
    void theKeysOfAnOrganizationShareItsLimitsAndAPersonSharesThemWithNobody() {
        assertThat(Caller.program("key:1", corp, Set.of()).tenant())
                .isEqualTo(Caller.program("key:2", corp, Set.of()).tenant())
                .isNotEqualTo(person.tenant());
    }

    @Test
    void whatPeopleSearchCountsForTheOrganizationsInWhichTheyMayDoSomething() {
        Caller colleague = Caller.person(
                UUID.randomUUID(),
                Map.of(
                        corp, Rights.everywhere(Set.of(Permission.STATISTICS_READ)),
                        other, Rights.everywhere(Set.of())),
                Instant.EPOCH);

        assertThat(colleague.tenants()).containsExactly(corp.toString());
        assertThat(person.tenants())
                .containsExactlyInAnyOrder(corp.toString(), academy.toString())
                .isSorted();
        assertThat(Caller.program("key:1", corp, Set.of()).tenants()).containsExactly(corp.toString());
        assertThat(Caller.person(UUID.randomUUID()).tenants()).hasSize(1);
    }

    @Test
    void whatIsThePlatformsOpensNothingToAnOrganization() {
        Caller key = Caller.program("key:1", corp, EnumSet.allOf(Permission.class));

        assertThat(key.in(corp).mayGrant(Permission.OPS)).isFalse();
        assertThat(key.in(corp).allow(Action.FOUND_ORGANIZATIONS)).isFalse();
        assertThat(key.onPlatform().allow(Action.FOUND_ORGANIZATIONS)).isFalse();
    }

    @Test
    void thePlatformHasItsRightsInEveryOrganizationAndSetsUpRolesWithAnyPermission() {
        Caller platform = Caller.program("key:1", null, Set.of(Permission.ORGANIZATIONS_WRITE));

        assertThat(platform.in(corp).allow(Action.CHANGE_TEAMS)).isTrue();
        assertThat(platform.in(other).mayGrant(Permission.LEARNERS_INVITE)).isTrue();
        assertThat(platform.in(corp).allow(Action.READ_INVITATIONS)).isFalse();
    }
}
