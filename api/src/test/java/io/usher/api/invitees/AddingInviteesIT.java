package io.usher.api.invitees;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.outbox.Published;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AddingInviteesIT extends InviteesScenario {

    @Test
    void eachRowIsAnsweredAndOneBadRowStopsNobody() {
        String invitation = invitation();
        String other =
                api.organization("Elsewhere " + System.nanoTime()).get("id").asString();
        member(id, "here@x.io");
        member(other, "there@x.io");
        Map<String, Object> unnamed = new HashMap<>(Collections.singletonMap("email", null));

        Answers added = post(
                caller,
                invitation + "/invitees",
                List.of(
                        Map.of("email", " Ada@X.io ", "firstName", "Ada", "lastName", "Lovelace"),
                        Map.of("email", "ADA@x.io"),
                        Map.of("email", "here@x.io"),
                        Map.of("email", "there@x.io"),
                        Map.of("email", "nobody"),
                        unnamed,
                        Map.of("email", "eve@x.io", "firstName", "E\u0007ve"),
                        Map.of("email", "bob@x.io", "lastName", "x".repeat(256))));

        assertThat(added.status()).isEqualTo(200);
        assertThat(outcomes(added))
                .containsExactly(
                        "new",
                        "duplicate",
                        "already-member",
                        "known-account",
                        "invalid",
                        "invalid",
                        "invalid",
                        "invalid");
        JsonNode results = added.json().path("results");
        assertThat(results.valueStream().map(one -> one.path("row").asInt())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(results.path(0).path("email").asString()).isEqualTo("Ada@X.io");
        assertThat(results.path(1).path("invitee")).isEqualTo(results.path(0).path("invitee"));
        assertThat(results.path(2).path("invitee").asString())
                .isEqualTo(MemberId.of(new OrganizationId(UUID.fromString(id)), "here@x.io")
                        .toString());
        assertThat(results.valueStream().skip(4).map(one -> one.path("reason").asString()))
                .containsExactly("email-invalid", "email-missing", "first-name-invalid", "last-name-too-long");
        assertThat(added.json().path("counts").toString())
                .isEqualTo("{\"new\":1,\"duplicate\":1,\"already-member\":1,\"known-account\":1,\"invalid\":4}");
        assertThat(get(caller, invitation).at("invitees")).isEqualTo("2");
        JsonNode ada = listed(invitation, "Ada@X.io");
        assertThat(ada.path("firstName").asString() + " " + ada.path("lastName").asString())
                .isEqualTo("Ada Lovelace");
        assertThat(ada.path("progress").asString()).isEqualTo("invited");
        assertThat(ada.path("emailStatus").asString()).isEqualTo("not-sent");
        assertThat(ada.path("invitedBy").asString()).startsWith("key:");
        assertThat(Instant.parse(ada.path("linkExpiresAt").asString()))
                .isEqualTo(Instant.parse(ada.path("invitedAt").asString()).plus(Duration.ofDays(30)));
    }

    @Test
    void whoWaitsBeforeTheyAreNamedIsShownAsWaiting() {
        String invitation = invitation("mode", "public");
        holdsAUse(invitation, "waits@x.io", "waitlisted");

        var unused = invite(invitation, "waits@x.io");

        JsonNode shown = listed(invitation, "waits@x.io");
        assertThat(shown.path("progress").asString()).isEqualTo("waitlisted");
        assertThat(shown.path("acceptance").asString("")).isNotEmpty();
        assertThat(get(caller, invitation + "/invitees?progress=waitlisted")
                        .json()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void namesAreMeasuredInCharactersWithoutTheBlanksAroundThem() {
        Answers added = post(
                caller,
                invitation() + "/invitees",
                List.of(
                        Map.of("email", "ada@x.io", "firstName", " " + "𝒜".repeat(255) + "\n"),
                        Map.of("email", "bob@x.io", "firstName", "𝒜".repeat(256))));

        assertThat(outcomes(added)).containsExactly("new", "invalid");
        assertThat(added.json().at("/results/1/reason").asString()).isEqualTo("first-name-too-long");
    }

    @Test
    void namesAreFilledInWhereTheyAreMissingAndNotReplaced() {
        String invitation = invitation();
        post(caller, invitation + "/invitees", List.of(Map.of("email", "ada@x.io", "firstName", "Ada")));

        Answers again = post(
                caller,
                invitation + "/invitees",
                List.of(Map.of("email", "Ada@x.io", "firstName", "Eve", "lastName", "Lovelace")));

        assertThat(outcomes(again)).containsExactly("duplicate");
        JsonNode ada = listed(invitation, "ada@x.io");
        assertThat(ada.path("firstName").asString() + " " + ada.path("lastName").asString())
                .isEqualTo("Ada Lovelace");
    }

    @Test
    void nobodyIsInvitedTwiceHoweverManyAddThemAtOnce() {
        String invitation = invitation();
        List<Map<String, String>> people = IntStream.range(0, 300)
                .mapToObj(i -> Map.of("email", (i % 2 == 0 ? "P" : "p") + i + "@x.io"))
                .toList();
        List<Map<String, String>> backwards = people.reversed().stream()
                .map(one -> Map.of("email", one.getOrDefault("email", "").toUpperCase(Locale.ROOT)))
                .toList();

        List<CompletableFuture<Answers>> all = Stream.of(people, backwards, people, backwards)
                .map(list -> CompletableFuture.supplyAsync(() -> post(caller, invitation + "/invitees", list)))
                .toList();
        List<Answers> answers = all.stream().map(CompletableFuture::join).toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
        assertThat(answers.stream().flatMap(answer -> outcomes(answer).stream()).filter("new"::equals))
                .hasSize(300);
        assertThat(get(caller, invitation).at("invitees")).isEqualTo("300");
    }

    @Test
    void whoIsAddedIsAnAddresseeUnlessTheInvitationIsPublic() {
        String targeted = invitation("emails", List.of("ada@x.io"));
        String domain = invitation("emails", List.of("*@corp.com"));
        String open = invitation("mode", "public");

        for (String one : List.of(targeted, domain, open)) {
            assertThat(outcomes(post(caller, one + "/invitees", List.of(Map.of("email", "bob@x.io")))))
                    .containsExactly("new");
        }

        assertThat(get(caller, targeted).json().path("emails").toString()).isEqualTo("[\"ada@x.io\",\"bob@x.io\"]");
        assertThat(get(caller, targeted).header("ETag")).isEqualTo("\"2\"");
        assertThat(get(caller, domain).at("mode")).isEqualTo("mixed");
        assertThat(get(caller, domain).json().path("emails").toString()).isEqualTo("[\"*@corp.com\",\"bob@x.io\"]");
        assertThat(get(caller, open).at("mode")).isEqualTo("public");
        assertThat(get(caller, open).header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void whoIsTakenOffTheEmailsIsCancelledAndMayBeInvitedAgain() {
        String invitation = invitation("emails", List.of("ada@x.io", "bob@x.io"));
        String of = invitation.substring(invitation.lastIndexOf('/') + 1);

        assertThat(patch(caller, invitation, Map.of("emails", List.of("ada@x.io")))
                        .at("invitees"))
                .isEqualTo("1");
        assertThat(listed(invitation, "bob@x.io").path("progress").asString()).isEqualTo("cancelled");

        assertThat(outcomes(post(caller, invitation + "/invitees", List.of(Map.of("email", "BOB@x.io")))))
                .containsExactly("new");
        assertThat(listed(invitation, "bob@x.io").path("progress").asString()).isEqualTo("invited");
        assertThat(get(caller, invitation).at("invitees")).isEqualTo("2");
        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(LATER)
                    .untilAsserted(() -> assertThat(published.of(of))
                            .extracting(event -> switch (event) {
                                case InviteeInvited invited -> invited.email() + " " + invited.generation();
                                case InviteeCancelled cancelled -> "cancelled";
                                default -> event.toString();
                            })
                            .containsExactly("ada@x.io 1", "bob@x.io 1", "cancelled", "bob@x.io 2"));
        }
    }

    @Test
    void whoMayComeAsAnybodyMayIsNotRefusedForHavingBeenNamed() {
        String invitation = invitation("emails", List.of("ada@corp.com", "bob@x.io"));

        assertThat(patch(caller, invitation, Map.of("emails", List.of("*@corp.com")))
                        .at("mode"))
                .isEqualTo("domain");

        assertThat(get(caller, invitation + "/invitees").json().path("items").valueStream())
                .extracting(one -> one.path("email").asString() + " "
                        + one.path("progress").asString())
                .containsExactly("bob@x.io cancelled");
    }

    @Test
    void mailsAreSentAsTheInvitationSaysUnlessTheRequestDoes() {
        String silent = invitation("sendEmails", false);
        String loud = invitation();
        post(caller, silent + "/invitees", List.of(Map.of("email", "ada@x.io")));
        post(caller, silent + "/invitees?sendEmails=true", List.of(Map.of("email", "bob@x.io")));
        post(caller, loud + "/invitees?sendEmails=false", List.of(Map.of("email", "eve@x.io")));

        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(LATER)
                    .untilAsserted(() -> assertThat(Stream.of(silent, loud)
                                    .flatMap(one -> published.of(one.substring(one.lastIndexOf('/') + 1)).stream())
                                    .map(InviteeInvited.class::cast)
                                    .map(one -> one.email() + " " + one.sendEmail()))
                            .containsExactly("ada@x.io false", "bob@x.io true", "eve@x.io false"));
        }
        assertThat(post(caller, loud + "/invitees?sendEmails=maybe", List.of()).fields())
                .containsExactly("sendEmails");
    }

    @Test
    void linksOfAnInvitationThatOpensLaterLastFromThen() {
        Instant opens = Instant.now().plus(Duration.ofDays(20)).truncatedTo(ChronoUnit.SECONDS);
        String invitation = invitation("emails", List.of("ada@x.io"), "opensAt", opens.toString());
        Answers resent = post(
                caller,
                "/api/v1/invitees/" + listed(invitation, "ada@x.io").path("id").asString() + "/resend",
                "");

        assertThat(resent.status()).isEqualTo(202);
        assertThat(Instant.parse(
                        listed(invitation, "ada@x.io").path("linkExpiresAt").asString()))
                .isEqualTo(opens.plus(Duration.ofDays(30)));
    }

    @Test
    void anInvitationThatEndsBeforeTheLinkEndsTheLink() {
        Instant end = Instant.now().plus(Duration.ofDays(3));
        String invitation = invitation("expiresAt", end.toString());
        String unused = invite(invitation, "ada@x.io");

        assertThat(Instant.parse(
                        listed(invitation, "ada@x.io").path("linkExpiresAt").asString()))
                .isCloseTo(end, within(Duration.ofMillis(1)));
    }

    @Test
    void moreThanAThousandAreRefusedAndAThousandAreNot() {
        String invitation = invitation();
        List<Map<String, String>> many = IntStream.rangeClosed(0, 1000)
                .mapToObj(i -> Map.of("email", "p" + i + "@x.io"))
                .toList();

        assertThat(post(caller, invitation + "/invitees", many).problem()).isEqualTo("400 invalid");
        assertThat(outcomes(post(caller, invitation + "/invitees", many.subList(0, 1000))))
                .hasSize(1000)
                .containsOnly("new");
    }

    @Test
    void toInviteTakesTheRightAndWhatTheInvitationGrants() {
        String admins = post(
                        api.platform(),
                        "/api/v1/organizations/" + id + "/invitations",
                        Map.of("name", "Admins", "mode", "targeted", "roles", List.of("admin")))
                .header("Location");
        List<Map<String, String>> ada = List.of(Map.of("email", "ada@x.io"));

        assertThat(post(api.as(api.key(id, "invitations:read")), admins + "/invitees", ada)
                        .problem())
                .isEqualTo("403 forbidden");
        assertThat(post(api.as(api.key(id, "invitations:write")), admins + "/invitees", ada)
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        String everybody = post(
                        api.platform(),
                        "/api/v1/organizations/" + id + "/invitations",
                        Map.of("name", "Public admins", "roles", List.of("admin")))
                .header("Location");
        assertThat(get(caller, everybody).at("mode")).isEqualTo("public");
        assertThat(post(api.as(api.key(id, "invitations:write")), everybody + "/invitees", ada)
                        .problem())
                .isEqualTo("403 exceeds-own-scopes");
        String stranger =
                api.organization("Strangers " + System.nanoTime()).get("id").asString();
        assertThat(post(api.as(api.key(stranger, "invitations:write")), admins + "/invitees", ada)
                        .problem())
                .isEqualTo("404 not-found");
    }

    @Test
    void aRepeatedRequestIsAnsweredAsBefore() {
        String invitation = invitation();
        List<Map<String, String>> ada = List.of(Map.of("email", "ada@x.io"));

        Answers first = post(caller, invitation + "/invitees", ada, "Idempotency-Key", "k1");
        assertThat(post(caller, invitation + "/invitees", ada, "Idempotency-Key", "k1")
                        .text())
                .isEqualTo(first.text());
        assertThat(outcomes(first)).containsExactly("new");
        assertThat(post(caller, invitation + "/invitees?sendEmails=false", ada, "Idempotency-Key", "k1")
                        .problem())
                .isEqualTo("422 idempotency-key-reused");
    }
}
