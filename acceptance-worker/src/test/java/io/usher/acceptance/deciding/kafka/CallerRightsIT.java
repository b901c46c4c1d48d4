package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.MemberId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Members who ask are held to what they hold when their command is decided. */
final class CallerRightsIT extends SeatsScenario {

    private UUID north = randomUUID();
    private UUID harbour = randomUUID();
    private UUID south = randomUUID();

    /** Grace manages North, Ada is a learner in a part of it, Edsger one in South. */
    private void fill() {
        UUID manager = usher.grantable(GrantKind.ROLE, "manager");
        north = usher.grantable(GrantKind.UNIT, "North");
        harbour = usher.grantable(GrantKind.UNIT, "Harbour");
        south = usher.grantable(GrantKind.UNIT, "South");
        usher.sql.sql("""
                        update directory.grantable
                        set permissions = array['members:read', 'members:write'], built_in = true where id = ?""").params(manager).update();
        usher.sql
                .sql("update directory.grantable set parent_id = ? where id = ?")
                .params(north, harbour)
                .update();
        usher.ask(usher.granting(manager, north), GRACE);
        usher.ask(usher.granting(usher.role, harbour), ADA);
        usher.ask(usher.granting(usher.role, south), EDSGER);
        awaitDecided(3);
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void aManagerReachesItsUnitAndWhatIsPartOfIt() {
        fill();

        usher.command(removalBy(GRACE, EDSGER));
        usher.command(change(GRACE, ADA, GrantKind.UNIT, south));
        usher.command(change(GRACE, ADA, GrantKind.UNIT, north));
        usher.command(new MemberTeamChangeRequested(
                new CommandId(randomUUID()),
                usher.organization,
                new GrantableId(usher.team),
                List.of(id(ADA), id(EDSGER)),
                List.of(),
                List.of(),
                id(GRACE)));

        await().atMost(SOON).until(() -> usher.count("onboarding.command") == 4);
        awaitPublished();
        assertThat(refusals()).hasSize(2).containsOnly(MemberChangeRefused.EXCEEDS_OWN_SCOPES);
        assertThat(membersNow()).contains(EDSGER);
        assertThat(holds(ADA, north)).isTrue();
        assertThat(holds(ADA, usher.team)).isTrue();
        assertThat(holds(EDSGER, usher.team)).isFalse();
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void whoIsMovedOrDemotedOrGoneByThenReachesNobodyAnyMore() {
        fill();

        usher.command(change(null, GRACE, GrantKind.UNIT, south));
        usher.command(removalBy(GRACE, ADA));
        usher.command(change(null, GRACE, GrantKind.UNIT, north));
        usher.command(change(null, GRACE, GrantKind.ROLE, usher.role));
        usher.command(removalBy(GRACE, ADA));
        usher.command(removalBy(null, GRACE));
        usher.command(removalBy(GRACE, ADA));

        await().atMost(SOON).until(() -> usher.count("onboarding.command") == 7);
        awaitPublished();
        assertThat(refusals()).hasSize(3).containsOnly(MemberChangeRefused.EXCEEDS_OWN_SCOPES);
        assertThat(membersNow()).containsExactlyInAnyOrder(ADA, EDSGER);
    }

    private boolean holds(String address, UUID grantable) {
        return usher.count("onboarding.member where address = '%s' and grant_ids @> array['%s']::uuid[]"
                        .formatted(address, grantable))
                == 1;
    }

    private MemberId id(String address) {
        return MemberId.of(usher.organization, address);
    }

    /** @param by null = the platform */
    private MemberRemovalRequested removalBy(@Nullable String by, String address) {
        return new MemberRemovalRequested(
                new CommandId(randomUUID()), usher.organization, address, null, by == null ? null : id(by));
    }

    private MemberChangeRequested change(@Nullable String by, String address, GrantKind kind, UUID grantable) {
        return new MemberChangeRequested(
                new CommandId(randomUUID()),
                usher.organization,
                address,
                Map.of(kind, List.of(new GrantableId(grantable))),
                List.of(),
                false,
                null,
                null,
                by == null ? null : id(by));
    }
}
