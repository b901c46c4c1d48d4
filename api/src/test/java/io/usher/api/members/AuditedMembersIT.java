package io.usher.api.members;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.CommandOutcome;
import io.usher.api.commands.AnsweringWorker;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuditedMembersIT extends MembersScenario {

    private final String audit = "/api/v1/organizations/" + organization + "/audit";

    @Test
    void aCommandIsInTheLogAsAskedForUntilItsAnswerIsKnown() {
        rows.add(organization, ADA, role("learner"), team("Builders"));
        var unused = team("Testers");

        assertThat(patch(client, members + "/" + ADA, Map.of("teams", List.of("Testers")), "Prefer", "wait=0")
                        .status())
                .isEqualTo(202);

        JsonNode entry = newest();
        assertThat(entry.path("action").asString()).isEqualTo("member.change-requested");
        assertThat(entry.path("before").toString()).isEqualTo("{\"teams\":[\"Builders\"]}");
        assertThat(entry.path("after").toString()).isEqualTo("{\"teams\":[\"Testers\"]}");
        assertThat(entry.path("subject").toString())
                .isEqualTo("{\"kind\":\"member\",\"id\":\"%s\",\"name\":\"%s\"}".formatted(id(ADA), ADA));
    }

    @Test
    void anAnswerInTimeSaysWhatBecameOfIt() {
        rows.add(organization, ADA, role("learner"), team("Builders"));
        try (AnsweringWorker worker =
                new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, event -> switch (event) {
                    case MemberCommand.MemberChangeRequested change ->
                        Optional.of(new MemberChangeRefused(
                                change.command(), organization, change.address(), "last-admin", Instant.now()));
                    case MemberCommand.MemberRemovalRequested removal -> {
                        rows.end(organization, removal.address());
                        yield Optional.of(new MemberLeft(
                                MemberId.of(organization, removal.address()),
                                organization,
                                removal.address(),
                                MemberLeft.REMOVED,
                                removal.command(),
                                Instant.now()));
                    }
                    default -> Optional.empty();
                })) {
            assertThat(patch(client, members + "/" + ADA, Map.of("teams", List.of()))
                            .problem())
                    .isEqualTo("409 last-admin");
            assertThat(delete(client, members + "/" + ADA).status()).isEqualTo(204);
            assertThat(worker.commands(MemberCommand.class)).hasSizeGreaterThanOrEqualTo(2);
        }

        List<JsonNode> entries = entries();
        assertThat(entries.get(0).path("action").asString()).isEqualTo("member.left");
        assertThat(entries.get(1).path("action").asString()).isEqualTo("member.change-refused");
        assertThat(entries.get(1).path("after").toString()).contains("\"reason\": \"last-admin\"".replace(" ", ""));
    }

    @Test
    void aRequestForATeamIsOneEntryThatNamesTheMembers() {
        UUID builders = team("Builders");
        rows.add(organization, ADA, role("learner"));
        rows.add(organization, "p1@example.com", role("learner"));
        List<Map<String, String>> people = Stream.concat(
                        Stream.of(ADA, "nobody@example.com"),
                        IntStream.rangeClosed(1, 120).mapToObj(i -> "p" + i + "@example.com"))
                .map(email -> Map.of("email", email))
                .toList();

        assertThat(post(
                                client,
                                "/api/v1/organizations/" + organization + "/teams/Builders/members",
                                people,
                                "Prefer",
                                "wait=0")
                        .status())
                .isEqualTo(202);

        assertThat(entries())
                .filteredOn(entry -> entry.path("action").asString().startsWith("member."))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.path("action").asString()).isEqualTo("member.team-change-requested");
                    assertThat(entry.path("subject").toString())
                            .isEqualTo("{\"kind\":\"team\",\"id\":\"%s\",\"name\":\"Builders\"}".formatted(builders));
                    assertThat(entry.path("after").toString())
                            .contains(ADA, "p1@example.com")
                            .doesNotContain("nobody", "removed");
                });
    }

    @Test
    void aRequestForATeamIsCalledByWhatBecameOfTheTeamNotOfEachMember() {
        var unused = team("Builders");
        rows.add(organization, ADA, role("learner"));
        assertThat(post(
                                client,
                                "/api/v1/organizations/" + organization + "/teams/Builders/members",
                                List.of(Map.of("email", ADA)),
                                "Prefer",
                                "wait=0")
                        .status())
                .isEqualTo(202);
        CommandId command = new CommandId(UUID.fromString(newest().path("id").asString()));
        AuditLog log = api.context().getBean(AuditLog.class);

        log.complete(List.of(new CommandOutcome(command, "member.changed", null)))
                .block();
        assertThat(newest().path("action").asString()).isEqualTo("member.team-change-requested");

        log.complete(List.of(new CommandOutcome(command, "member.team-changed", null)))
                .block();
        assertThat(newest().path("action").asString()).isEqualTo("member.team-changed");
    }

    @Test
    void toGiveMoreThanOneHoldsIsAnEntry() {
        rows.add(organization, ADA, role("learner"));

        assertThat(patch(client, members + "/Ada@Example.com", Map.of("roles", List.of("admin")))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");

        JsonNode entry = newest();
        assertThat(entry.path("action").asString()).isEqualTo("member.refused");
        assertThat(entry.path("subject").path("name").asString()).isEqualTo(ADA);
        assertThat(entry.path("after").toString())
                .isEqualTo(
                        "{\"code\":\"exceeds-own-scopes\",\"asked\":{\"roles\":[\"admin\"]},\"fields\":[\"roles[0]\"]}");
    }

    @Test
    void anErasedPersonIsErasedInTheLogToo() {
        rows.add(organization, ADA, role("learner"));
        String invitations = "/api/v1/organizations/" + organization + "/invitations";
        assertThat(post(
                                api.platform(),
                                invitations,
                                Map.of("name", "For two", "emails", List.of("Ada@Example.com", "bob@example.com")))
                        .status())
                .isEqualTo(201);
        assertThat(delete(client, members + "/" + ADA, "Prefer", "wait=0").status())
                .isEqualTo(202);

        try (AnsweringWorker worker =
                new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, event -> Optional.empty())) {
            assertThat(post(client, members + "/" + ADA + "/erase", "").status())
                    .isEqualTo(202);
            assertThat(worker.commands(MemberErasureRequested.class)).isNotNull();
        }

        String log = get(api.platform(), audit).text();
        assertThat(log)
                .doesNotContainIgnoringCase(ADA)
                .doesNotContain(id(ADA))
                .contains("\"erased\"", "bob@example.com", "member.erasure-requested", "member.removal-requested");
    }

    @Test
    void aRefusedAttemptNamesAnErasedMemberNoMoreByTheirId() {
        rows.add(organization, ADA, role("learner"));
        assertThat(patch(client, members + "/" + id(ADA), Map.of("roles", List.of("admin")))
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        assertThat(get(api.platform(), audit).text()).contains("member.refused", id(ADA));

        assertThat(post(client, members + "/" + id(ADA) + "/erase", "").status())
                .isEqualTo(202);

        assertThat(get(api.platform(), audit).text()).contains("member.refused").doesNotContain(id(ADA));
    }

    private JsonNode newest() {
        return entries().getFirst();
    }

    private List<JsonNode> entries() {
        return get(api.platform(), audit).json().path("items").valueStream().toList();
    }
}
