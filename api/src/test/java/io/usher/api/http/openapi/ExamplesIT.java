package io.usher.api.http.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.Patience;
import io.usher.api.RunningApi;
import io.usher.api.imports.HeldImport;
import io.usher.api.mails.SuppressedRows;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.OrganizationId;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The examples of the document: each is sent, and gets the answer that it states. */
@ResourceLock(value = "dead letters", mode = ResourceAccessMode.READ)
class ExamplesIT {

    /** In an order in which each finds what it needs. */
    private static final List<String> STORY = Arrays.asList("""
            makeOrganization listOrganizations showOrganization changeOrganization
            makeTeam listTeams showTeam changeTeam makeUnit listUnits showUnit changeUnit
            makeGroup listGroups showGroup changeGroup makeCourse listCourses showCourse changeCourse
            makeRole listRoles showRole changeRole makeKey listKeys showKey
            makePlatformKey listPlatformKeys showPlatformKey
            invitePeople listInvitations showInvitation changeInvitation
            invitePeopleByName listInviteesOfInvitation showInvitee showStatisticsOfInvitation followCountsOfInvitation
            showPersonalLink resendInvitation declineInvitation cancelInvitee resendInvitations cancelInvitees
            importPeople showImport listRowsOfImport followImportUntilItsEnd listImportsOfInvitation
            invitePeopleToTeam listInviteesOfTeam importPeopleIntoTeam listImportsOfTeam stopImport
            askForSeat listAcceptancesOfInvitationInQueueOrder showAcceptance followAcceptanceUntilItIsDecided
            withdrawAcceptance listMembers showMember changeMember addMembersToTeam listMembersOfTeam
            removeMemberFromTeam removeMember listAuditEntries listPlatformAuditEntries
            listDeadLetters showDeadLetter changePayloadOfDeadLetter replayDeadLetters replayDeadLetter deleteDeadLetter
            reportDelivery listSuppressions deleteSuppression
            erasePerson deleteInvitation revokeKey revokePlatformKey
            deleteRole deleteCourse deleteGroup deleteUnit deleteTeam
            """.split("\\s+"));

    /** Until what is published has been read. */
    private static final Duration SOON = Patience.LATER;

    private static final int LONG_FILE = 10_000;

    private final RunningApi api = RunningApi.shared();
    private final ServedDocument document = ServedDocument.of(api);
    private final AnswerSchemas schemas = new AnswerSchemas(document);
    private final Calls calls = new Calls(api);
    private final Counterparts counterparts = new Counterparts();

    @Test
    void everyOperationHasAnExample() {
        assertThat(STORY)
                .containsExactlyInAnyOrderElementsOf(
                        document.operations().stream().map(Operation::id).toList());
        assertThat(document.operations()).allSatisfy(operation -> {
            assertThat(operation.parameters("path"))
                    .as(operation.toString())
                    .allMatch(parameter -> parameter.path("example").isString());
            assertThat(operation.body().stream())
                    .as(operation.toString())
                    .allMatch(content -> content.node().has("example"));
            assertThat(answered(operation).isPresent()
                            || successes(operation)
                                    .allMatch(status -> contents(operation, status)
                                            .findAny()
                                            .isEmpty()))
                    .as("%s has an example of its answer", operation)
                    .isTrue();
        });
    }

    @Test
    void eachIsAnsweredAsItSays() {
        // Other tests use the same platform.
        for (String name : List.of("layer5-academy", "night shift")) {
            counterparts.rename(name, name + System.nanoTime());
        }
        for (String id : STORY) {
            Operation operation = document.operation(id);
            prepare(operation);
            if (id.equals("stopImport")) {
                compare(operation, stopped(operation));
            } else if (operation.method() == HttpMethod.GET) {
                await().atMost(SOON).untilAsserted(() -> sendAndCompare(operation));
            } else {
                sendAndCompare(operation);
            }
        }
    }

    private void sendAndCompare(Operation operation) {
        compare(operation, send(operation));
    }

    private void compare(Operation operation, Answers answer) {
        String about = operation + " " + answer.status() + " " + answer.text();
        Optional<Stated> stated = answered(operation);
        if (stated.isEmpty()) {
            assertThat(successes(operation)).as(about).contains(answer.status());
            assertThat(answer.text()).as(about).isEmpty();
        } else {
            assertThat(answer.status()).as(about).isEqualTo(stated.get().status());
            JsonNode json = JsonMapper.shared().readTree(data(answer));
            assertThat(schemas.errors(stated.get().content().schema(), json))
                    .as(about)
                    .isEmpty();
            assertThat(schemas.errors(
                            stated.get().content().schema(),
                            stated.get().content().example()))
                    .as("example of %s", operation)
                    .isEmpty();
            counterparts.match(stated.get().content().example(), json);
        }
    }

    /** The answer of which there is an example. */
    private record Stated(int status, Operation.Content content) {}

    private static Optional<Stated> answered(Operation operation) {
        return successes(operation)
                .flatMap(status -> contents(operation, status)
                        .filter(content -> content.node().has("example"))
                        .map(content -> new Stated(status, content)))
                .findFirst();
    }

    private static Stream<Integer> successes(Operation operation) {
        return operation.statuses().stream().filter(status -> status < 300);
    }

    private static Stream<Operation.Content> contents(Operation operation, int status) {
        return Operation.contents(operation.response(status));
    }

    /** Of a stream of events the data of the first. */
    private static String data(Answers answer) {
        return answer.header(HttpHeaders.CONTENT_TYPE).startsWith("text/event-stream")
                ? answer.text()
                        .lines()
                        .filter(line -> line.startsWith("data:"))
                        .map(line -> line.substring("data:".length()))
                        .collect(joining("\n"))
                : answer.text();
    }

    private Answers send(Operation operation) {
        Map<String, String> path = new HashMap<>();
        operation.parameters("path").forEach(one -> path.put(name(one), encoded(one)));
        String query = operation
                .parameters("query")
                .filter(one -> one.has("example"))
                .map(one -> name(one) + "=" + encoded(one))
                .collect(joining("&"));
        Map<String, String> headers = new HashMap<>();
        operation
                .parameters("header")
                .filter(one -> one.has("example"))
                .forEach(one -> headers.put(name(one), value(one)));
        byte[] body = operation
                .body()
                .map(content -> {
                    headers.put(HttpHeaders.CONTENT_TYPE, content.mediaType());
                    return counterparts.sent(Calls.text(content.example())).getBytes(UTF_8);
                })
                .orElse(null);
        String filled = operation.pathWith(path) + (query.isEmpty() ? "" : "?" + query);
        return calls.call(api.platform(), operation.method(), filled, headers, body);
    }

    /** In paths a plus sign is one. */
    private String encoded(JsonNode parameter) {
        return URLEncoder.encode(value(parameter), UTF_8).replace("+", "%20");
    }

    private static String name(JsonNode parameter) {
        return parameter.path("name").asString();
    }

    private String value(JsonNode parameter) {
        JsonNode example = parameter.path("example");
        return counterparts.sent(
                example.isArray()
                        ? example.valueStream().map(JsonNode::asString).collect(joining(", "))
                        : example.asString());
    }

    /** What no call of the API makes. */
    private void prepare(Operation operation) {
        switch (operation.id()) {
            case "listMembers" -> addMember();
            case "listSuppressions" ->
                SuppressedRows.add(
                        api.database(),
                        UUID.fromString(idOf(counterparts.sent("/api/v1/organizations/layer5-academy"))),
                        example(document.operation("deleteSuppression"), "address"),
                        "unsubscribed");
            case "listDeadLetters" -> {
                String key = UUID.randomUUID().toString();
                counterparts.are(example(operation, "q"), key);
                counterparts.are(
                        example(document.operation("showDeadLetter"), "id"), FilledOrganization.deadLetter(api, key));
            }
            default -> {}
        }
    }

    private static String example(Operation operation, String parameter) {
        return Stream.concat(operation.parameters("path"), operation.parameters("query"))
                .filter(one -> name(one).equals(parameter))
                .findFirst()
                .orElseThrow()
                .path("example")
                .asString();
    }

    private void addMember() {
        String organization = counterparts.sent("/api/v1/organizations/layer5-academy");
        new MemberRows(api.database())
                .add(
                        new OrganizationId(UUID.fromString(idOf(organization))),
                        "ada@example.com",
                        UUID.fromString(idOf(organization + "/teams/Platform")),
                        UUID.fromString(idOf(organization + "/roles/mentor")));
    }

    private String idOf(String path) {
        return Answers.get(api.platform(), path).at("id");
    }

    /** Of an import that is still being read. */
    private Answers stopped(Operation operation) {
        String imported = longImport();
        counterparts.are(example(operation, "import"), imported);
        try (HeldImport held = HeldImport.of(api, imported)) {
            return held.letGoFor(() -> send(operation));
        }
    }

    private String longImport() {
        String file = IntStream.range(0, LONG_FILE)
                .mapToObj("p%d@example.com\n"::formatted)
                .collect(joining());
        String invitation = counterparts.sent(example(document.operation("showInvitation"), "invitation"));
        return calls.call(
                        api.platform(),
                        HttpMethod.POST,
                        "/api/v1/invitations/" + invitation + "/imports",
                        Map.of(HttpHeaders.CONTENT_TYPE, "text/csv"),
                        file.getBytes(UTF_8))
                .at("id");
    }
}
