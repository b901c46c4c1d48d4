package io.usher.api.invitees;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuditedInviteesIT extends InviteesScenario {

    @Test
    void whateverIsDoneToInviteesIsInTheAuditLogOnceForEachRequest() {
        String invitation = invitation();
        Stream.of("/invitees", "/invitees")
                .forEach(path -> assertThat(post(
                                        caller,
                                        invitation + path,
                                        List.of(Map.of("email", "Ada@x.io"), Map.of("email", "bob@x.io")))
                                .status())
                        .isEqualTo(200));
        String ada = path(invitation, "Ada@x.io");
        String bob = path(invitation, "bob@x.io");
        assertThat(List.of(
                        post(caller, ada + "/resend", "").status(),
                        post(caller, invitation + "/invitees/resend", "").status()))
                .containsOnly(202);
        assertThat(List.of(
                        post(caller, bob + "/decline", "").status(),
                        post(caller, bob + "/decline", "").status(),
                        post(caller, ada + "/cancel", "").status(),
                        post(caller, invitation + "/invitees/cancel", "").status()))
                .containsOnly(200);

        List<JsonNode> entries = entries();
        assertThat(entries.stream()
                        .map(entry -> entry.path("action").asString() + " "
                                + entry.path("subject").path("kind").asString() + " "
                                + entry.path("subject").path("name").asString()))
                .containsExactly(
                        "invitee.cancelled invitee ada@x.io",
                        "invitee.declined invitee bob@x.io",
                        "invitee.resent invitation Named",
                        "invitee.resent invitee ada@x.io",
                        "invitee.invited invitation Named");
        assertThat(entries.getLast().path("after").toString()).isEqualTo("{\"invitees\":[\"ada@x.io\",\"bob@x.io\"]}");
        assertThat(entries.get(2).path("after").toString()).isEqualTo("{\"number\":2,\"invitees\":\"all pending\"}");
        assertThat(entries.get(0).path("before").toString()).isEqualTo("{\"progress\":\"invited\"}");
    }

    /** The newest first. */
    private List<JsonNode> entries() {
        return get(caller, "/api/v1/organizations/" + id + "/audit?limit=200")
                .json()
                .path("items")
                .valueStream()
                .filter(entry -> entry.path("action").asString().startsWith("invitee."))
                .toList();
    }
}
