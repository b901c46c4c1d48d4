package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.stream.Collectors.joining;

import com.microsoft.playwright.Locator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An administrator makes an invitation and changes it. */
class InvitationFormIT extends BrowserScenario {

    private static final String WARNING = "console.warning.";

    /** The fields of the form, and what is typed. Times are those of Berlin, in summer. */
    private static final Map<String, String> TYPED = Map.of(
            "name", "Summer school",
            "description", "Two weeks.\nBring a notebook.",
            "emails", "*@corp.example\nada@example.org",
            "opensAt", "2098-07-01T09:00",
            "expiresAt", "2099-07-01T09:30",
            "accessExpiresAt", "2099-08-01T00:00",
            "quota", "12");

    /** What the API has of it. */
    private static final Map<String, String> SAVED = Map.of(
            "name", "Summer school",
            "description", "Two weeks.\nBring a notebook.",
            "opensAt", "2098-07-01T07:00:00Z",
            "expiresAt", "2099-07-01T07:30:00Z",
            "accessExpiresAt", "2099-07-31T22:00:00Z",
            "unit", "Research",
            "locale", "ja",
            "status", "disabled");

    /** What is chosen of each kind. */
    private static final Map<String, String> CHOSEN =
            Map.of("roles", "learner-analyst", "teams", "Finalists", "groups", "Berlin", "courses", "First aid");

    @Test
    void everyFieldIsSavedAndShownAgain() {
        String organization = organization("Acme Academy", 40);
        make(organization, "teams", "\"name\": \"Finalists\"");
        make(organization, "units", "\"name\": \"Research\"");
        make(organization, "groups", "\"name\": \"Berlin\"");
        make(organization, "courses", "\"name\": \"First aid\", \"kind\": \"course\"");
        Visitor root = administrator().open(newInvitation(organization, "company"));
        TYPED.forEach((field, text) -> root.page().locator("#" + field).fill(text));
        choice(root, "roles", "learner").uncheck();
        CHOSEN.forEach((kind, name) -> choice(root, kind, name).check());
        root.page().locator("#unit [data-picks]").fill("research");
        root.page().locator("#unit [data-picks]").press("Enter");
        assertThat(choice(root, "unit", "Research")).isChecked();
        assertThat(root.page().locator("#unit [data-picks]")).hasValue("");
        root.page().locator("#locale").selectOption("ja");
        root.page().locator("[name=waitlist]").check();
        root.page().locator("[name=sendEmails]").uncheck();
        root.page().locator("[name=enabled]").uncheck();
        root.picture("invitation-filled-in").isAccessible();
        var unused = warned(root, 12, 1, "whole-domain", "role-with-permissions", "no-mails");
        root.sees(text("console.summary.mixed", 1, "*@corp.example"));
        root.picture("invitation-warnings").isAccessible().send("#main");
        root.sees(text("console.invitation.done.saved"));

        JsonNode made = onlyInvitation(organization);
        SAVED.forEach((field, text) ->
                Assertions.assertThat(made.path(field).asString()).as(field).isEqualTo(text));
        Assertions.assertThat(made.path("emails").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("ada@example.org", "*@corp.example");
        CHOSEN.forEach((kind, name) ->
                Assertions.assertThat(made.path(kind).toString()).isEqualTo("[\"" + name + "\"]"));
        Assertions.assertThat(made.path("quota").asInt()).isEqualTo(12);
        Assertions.assertThat(made.path("waitlist").asBoolean()).isTrue();
        Assertions.assertThat(made.path("sendEmails").asBoolean()).isFalse();

        root.open("/console/%s/invitations/%s/edit".formatted(organization, id(made)));
        TYPED.forEach(
                (field, text) -> assertThat(root.page().locator("#" + field)).hasValue(text));
        CHOSEN.forEach((kind, name) -> assertThat(choice(root, kind, name)).isChecked());
        assertThat(choice(root, "roles", "learner")).not().isChecked();
        assertThat(choice(root, "unit", "Research")).isChecked();
        assertThat(root.page().locator("#locale")).hasValue("ja");
        assertThat(root.page().locator("[name=waitlist]")).isChecked();
        assertThat(root.page().locator("[name=sendEmails]")).not().isChecked();
        assertThat(root.page().locator("[name=enabled]")).not().isChecked();
        root.isAccessible();
    }

    @Test
    void namesThatAreNotListedAreCheckedOnceTheFormIsSent() {
        String organization = organization("Acme Academy", 40);
        make(organization, "groups", "\"name\": \"Berlin\"");
        Visitor root = administrator().open(newInvitation(organization, "company"));
        List<String> late = List.of("Madrid", "Paris");
        late.forEach(name -> make(organization, "groups", "\"name\": \"" + name + "\""));
        root.page().locator("#name").fill("Summer school");
        root.page().locator("#emails").fill("ada@example.org");
        late.forEach(name -> pick(root, "groups", name));
        pick(root, "groups", "Atlantis");
        Assertions.assertThat(invitations(organization)).as("sent by Enter").isEmpty();

        root.send("#main").sees(text("errors"));
        assertThat(choice(root, "groups", "Atlantis")).isChecked();
        choice(root, "groups", "Atlantis").uncheck();
        root.send("#main").sees(text("console.invitation.done.saved"));
        Assertions.assertThat(onlyInvitation(organization)
                        .path("groups")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(late);
    }

    @Test
    void everyWarningIsShownBeforeAnythingIsSaved() {
        String organization = organization("Acme Academy", 12);
        Visitor root = administrator().open(newInvitation(organization, "challenge"));
        Set<String> seen = new TreeSet<>();
        root.page().locator("#name").fill("Challenge");
        root.page().locator("#quota").fill("13");
        seen.addAll(warned(root, 13, 0, "quota-above-free-seats"));
        root.sees(text("console.summary.public")).sees(text("console.summary.quota", 13));
        root.sees(text("console.summary.seats", 12));
        root.page().locator("#quota").fill("");
        root.page().locator("#expiresAt").fill("");
        seen.addAll(warned(root, 0, 0, "public-without-expiry", "public-without-quota"));
        root.page().locator("#emails").fill("*@gmail.com");
        choice(root, "roles", "manager").check();
        seen.addAll(warned(
                root, 0, 0, "public-mail-provider", "whole-domain", "role-with-permissions", "manager-without-unit"));
        choice(root, "roles", "manager").uncheck();
        root.page()
                .locator("#emails")
                .fill(IntStream.range(0, 15)
                        .mapToObj("person-%d@example.org"::formatted)
                        .collect(joining("\n")));
        root.page().locator("#quota").fill("10");
        root.page().locator("[name=sendEmails]").uncheck();
        seen.addAll(warned(root, 10, 15, "more-addressees-than-quota", "no-mails"));
        root.page().locator("[name=sendEmails]").check();
        root.page().locator("#opensAt").fill("2098-01-01T12:00");
        seen.addAll(warned(root, 10, 15, "more-addressees-than-quota", "not-open-yet"));
        Assertions.assertThat(invitations(organization)).as("nothing is saved").isEmpty();

        root.page().locator("#opensAt").fill("");
        root.page().locator("#emails").fill("");
        root.page().locator("#expiresAt").fill("2001-01-01T12:00");
        root.send("#main").sees(text("errors")).sees(text("console.refused.in-the-past"));
        assertThat(root.page().locator("#expiresAt")).hasValue("2001-01-01T12:00");
        root.page().locator("#expiresAt").fill("2099-01-01T12:00");
        root.send("#main").sees(text("console.invitation.done.saved"));

        JsonNode made = onlyInvitation(organization);
        takeSeat(made);
        takeSeat(made);
        root.open("/console/%s/invitations/%s/edit".formatted(organization, id(made)));
        root.page().locator("#quota").fill("1");
        seen.addAll(warned(root, 1, 0, "quota-below-accepted"));
        root.picture("quota-below-accepted").isAccessible().send("#main");
        root.sees(text("console.invitation.done.saved"));
        Assertions.assertThat(seen).as("all warnings that there are").isEqualTo(allWarnings());
    }

    @Test
    void whoSavesSecondSeesBothVersionsAndWhoSavedTheOther() {
        String organization = organization("Acme Academy", 40);
        String grace = address("grace");
        Visitor first = member(organization, grace, "\"roles\": [\"admin\"]");
        JsonNode invitation =
                invitation(organization, "\"name\": \"Race\", \"quota\": 5, \"expiresAt\": \"2099-01-01T00:00:00Z\"");
        String edit = "/console/%s/invitations/%s/edit".formatted(organization, id(invitation));
        Visitor second = administrator().open(edit);
        first.open(edit).page().locator("#quota").fill("7");
        second.page().locator("#quota").fill("9");
        second.page().locator("#name").fill("Rally");
        first.send("#main").sees(text("console.invitation.done.saved"));

        second.send("#main").sees(text("console.differences")).sees(text("console.author", grace));
        Assertions.assertThat(second.status()).isEqualTo(412);
        assertThat(second.page().locator("[role=alert] tbody tr"))
                .hasText(new String[] {text("console.field.name.label") + "RaceRally", quota() + "79"});
        assertThat(second.page().locator("#quota")).hasValue("9");
        second.picture("both-versions").isAccessible();
        Assertions.assertThat(readInvitation(id(invitation)).path("quota").asInt())
                .isEqualTo(7);

        second.send("#main").sees(text("console.invitation.done.saved"));
        Assertions.assertThat(readInvitation(id(invitation)).path("quota").asInt())
                .isEqualTo(9);
        Assertions.assertThat(readInvitation(id(invitation)).path("name").asString())
                .isEqualTo("Rally");
        first.open(edit);
        assertThat(first.page().locator("#quota")).hasValue("9");
    }

    private static String quota() {
        return text("console.field.quota.label");
    }

    private static String newInvitation(String organization, String preset) {
        return "/console/%s/invitations/new?preset=%s".formatted(organization, preset);
    }

    private static Locator choice(Visitor visitor, String kind, String name) {
        return visitor.page().locator("#%s input[value='%s']".formatted(kind, name));
    }

    private static void pick(Visitor visitor, String kind, String name) {
        Locator field = visitor.page().locator("#" + kind + " [data-picks]");
        field.fill(name);
        field.press("Enter");
        assertThat(field).hasValue("");
        assertThat(choice(visitor, kind, name)).isChecked();
    }

    /**
     * Sends the form, and fails unless these are its warnings, in words.
     *
     * @param quota that sentences name
     * @param people named on the invitation
     */
    private static List<String> warned(Visitor visitor, int quota, int people, String... codes) {
        visitor.send("#main");
        assertThat(visitor.page().locator(".warnings li")).hasCount(codes.length);
        for (String code : codes) {
            visitor.sees(text(WARNING + code, quota, people));
        }
        return List.of(codes);
    }

    private static Set<String> allWarnings() {
        return ResourceBundle.getBundle("io.usher.api.pages.messages", Locale.ROOT).keySet().stream()
                .filter(key -> key.startsWith(WARNING))
                .map(key -> key.substring(WARNING.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
