package io.usher.acceptance.deciding.kafka;

import static io.usher.contract.event.MemberEvent.MemberTeamChanged.CHANGED;
import static io.usher.contract.event.MemberEvent.MemberTeamChanged.NOT_A_MEMBER;
import static io.usher.contract.event.MemberEvent.MemberTeamChanged.UNCHANGED;
import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.MemberEvent.MemberTeamChanged;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Members who are added to teams and removed from them. */
final class TeamMembersIT extends SeatsScenario {

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void onlyTheTeamIsChangedAndEverybodyHasAnOutcome() {
        UUID alumni = usher.grantable(GrantKind.TEAM, "Alumni");
        usher.ask(usher.granting(usher.role, usher.team), ADA);
        usher.ask(usher.granting(usher.role, alumni), GRACE);
        awaitDecided(2);

        MemberTeamChangeRequested command = adding(alumni, ADA, GRACE, EDSGER);
        usher.command(command);

        await().atMost(SOON).until(() -> answers().size() == 1);
        assertThat(answers()).containsExactly(List.of(MemberId.of(usher.organization, ADA)));
        assertThat(outcomes(command.command())).containsExactly(CHANGED, UNCHANGED, NOT_A_MEMBER);
        assertThat(ofMember(ADA)).containsExactly(MemberJoined.class, MemberChanged.class);
        assertThat(ofMember(GRACE)).containsExactly(MemberJoined.class);
        assertThat(holding(ADA)).containsExactlyInAnyOrder(usher.role, usher.team, alumni);
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void whoIsRemovedFromATeamStaysAMember() {
        usher.ask(usher.invitation(null), ADA);
        awaitDecided(1);

        MemberTeamChangeRequested command = new MemberTeamChangeRequested(
                new CommandId(randomUUID()),
                usher.organization,
                new GrantableId(usher.team),
                List.of(),
                List.of(MemberId.of(usher.organization, ADA)),
                null,
                null);
        usher.command(command);
        usher.command(command);

        await().atMost(SOON).until(() -> answers().size() == 1);
        assertThat(membersNow()).containsExactly(ADA);
        assertThat(holding(ADA)).containsExactly(usher.role);
        assertThat(outcomes(command.command())).containsExactly(CHANGED);
    }

    /** As a bulk of a thousand is sent. */
    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void concurrentGrantsAreKept() {
        UUID alumni = usher.grantable(GrantKind.TEAM, "Alumni");
        UUID course = usher.grantable(GrantKind.COURSE, "Statistics");
        usher.askAll(people(usher.invitation(null), 200));
        awaitDecided(200);
        List<String> addresses = membersNow();
        var more = usher.granting(course);

        usher.askAll(
                addresses.stream().map(address -> usher.request(more, address)).toList());
        IntStream.range(0, 4)
                .forEach(part -> usher.command(adding(
                        alumni, addresses.subList(part * 50, part * 50 + 50).toArray(String[]::new))));

        awaitDecided(400);
        await().atMost(SOON).until(() -> answers().size() == 4);
        assertThat(usher.count("onboarding.member where grant_ids @> array['%s', '%s', '%s', '%s']::uuid[]"
                        .formatted(usher.role, usher.team, alumni, course)))
                .isEqualTo(200);
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void aGrantableOfAnotherKindOrOrganizationIsNoTeam() {
        usher.ask(usher.invitation(null), ADA);
        awaitDecided(1);

        usher.command(adding(usher.grantable(GrantKind.COURSE, "Statistics"), ADA));
        usher.command(adding(randomUUID(), ADA));

        await().atMost(SOON).until(() -> answers().size() == 2);
        assertThat(answers()).containsOnly(List.of());
        assertThat(holding(ADA)).containsExactlyInAnyOrder(usher.role, usher.team);
    }

    private MemberTeamChangeRequested adding(UUID team, String... addresses) {
        return new MemberTeamChangeRequested(
                new CommandId(randomUUID()),
                usher.organization,
                new GrantableId(team),
                List.of(addresses).stream()
                        .map(address -> MemberId.of(usher.organization, address))
                        .toList(),
                List.of(),
                null,
                null);
    }

    private List<List<MemberId>> answers() {
        return events(Topic.MEMBERS).stream()
                .filter(event -> event.event() instanceof MemberTeamChanged)
                .map(event -> ((MemberTeamChanged) event.event()).changed())
                .toList();
    }

    private List<String> outcomes(CommandId command) {
        return usher
                .sql
                .sql("select unnest(outcomes) from onboarding.command where id = ?")
                .params(command.value())
                .query(String.class)
                .stream()
                .map(Objects::requireNonNull)
                .toList();
    }

    private List<UUID> holding(String address) {
        return usher
                .sql
                .sql("select unnest(grant_ids) from onboarding.member where address = ?")
                .params(address)
                .query(UUID.class)
                .stream()
                .map(Objects::requireNonNull)
                .toList();
    }
}
