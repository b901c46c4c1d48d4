package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import io.usher.standalone.browser.ConsoleWalk.Button;
import io.usher.standalone.browser.ConsoleWalk.Shown;
import io.usher.testing.ApiClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Somebody of each role goes through all of the console that they are shown, and tries what they are not. */
class EveryRoleIT extends BrowserScenario {

    /** Is about somebody or something of one of the units. */
    private static final Pattern SOUTHERN = Pattern.compile("<h1>[^<]*(South|southern-)");

    /** What ends something: pressed last, so that it is there before. */
    private static final Pattern ENDS = Pattern.compile(".*/(delete|remove|revoke|cancel|stop)");

    /** Lists of what the organization has, as the API has them. */
    private static final List<String> KEPT =
            List.of("invitations", "members", "teams", "units", "groups", "courses", "roles", "api-keys");

    @ParameterizedTest
    @ValueSource(strings = {"admin", "manager", "learner-admin", "learner-analyst", "learner"})
    void whatTheyAreShownWorksAndWhatTheyAreNotIsRefused(String role) {
        String organization = furnished();
        String email = address(role);
        Visitor visitor = member(
                organization,
                email,
                "\"roles\": [\"%s\"]%s".formatted(role, role.equals("manager") ? ", \"unit\": \"North\"" : ""));
        String home = "/console/" + organization;
        List<Shown> everything = ConsoleWalk.walk(administrator(), home);
        assertThat(everything).extracting(Shown::status).containsOnly(200).hasSizeGreaterThan(40);

        List<Shown> shown = ConsoleWalk.walk(visitor, home);
        if (role.equals("learner")) {
            assertThat(shown).extracting(Shown::status).containsExactly(403);
            shown = List.of();
        }
        assertThat(shown)
                .filteredOn(page -> page.status() != 200)
                .extracting(Shown::path)
                .as("links that lead nowhere")
                .isEmpty();
        List<String> before = kept(organization);
        hidden(visitor, everything, shown);
        assertThat(kept(organization)).as("nothing was changed").isEqualTo(before);
        walkMenu(visitor, home, shown);
        press(visitor, ConsoleWalk.buttons(shown), memberId(organization, email));
    }

    @Test
    void aManagerSeesTheirUnitOnly() {
        String organization = furnished();
        Visitor manager = member(organization, address("manager"), "\"roles\": [\"manager\"], \"unit\": \"North\"");
        String home = "/console/" + organization;
        List<Shown> everything = ConsoleWalk.walk(administrator(), home);

        List<Shown> shown = ConsoleWalk.walk(manager, home);

        assertThat(ConsoleWalk.paths(ConsoleWalk.naming(shown, "North Star"))).hasSizeGreaterThan(3);
        assertThat(ConsoleWalk.paths(ConsoleWalk.naming(shown, "South"))).isEmpty();
        assertThat(ConsoleWalk.paths(ConsoleWalk.naming(shown, "southern-"))).isEmpty();
        SoftAssertions all = new SoftAssertions();
        List<String> southern = everything.stream()
                .filter(page -> SOUTHERN.matcher(page.text()).find())
                .map(Shown::path)
                // To change a unit takes more, whichever it is.
                .filter(path -> !path.contains("/units/"))
                .toList();
        assertThat(southern).hasSizeGreaterThan(5);
        southern.forEach(
                path -> all.assertThat(manager.open(path).status()).as(path).isEqualTo(404));
        all.assertAll();
        manager.open(home + "/people").picture("people-of-a-unit").isAccessible();
        manager.open(home).picture("overview-of-a-unit").isAccessible();
    }

    /** An organization with something of everything, in two units. */
    private static String furnished() {
        String organization = organization("Acme Academy", 100);
        make(organization, "units", "\"name\": \"North\"");
        make(organization, "units", "\"name\": \"South\"");
        make(organization, "teams", "\"name\": \"Finalists\"");
        make(organization, "groups", "\"name\": \"Berlin\"");
        make(organization, "courses", "\"name\": \"First aid\", \"kind\": \"course\"");
        make(organization, "roles", "\"name\": \"Recruiter\", \"permissions\": [\"learners:invite\"]");
        make(organization, "api-keys", "\"name\": \"Website\", \"scopes\": [\"invitations:read\"]");
        join(invitation(organization, "\"name\": \"Open to all\", \"expiresAt\": \"2099-01-01T00:00:00Z\""), "open");
        join(named(organization, "Chiefs", "chief", "\"roles\": [\"admin\"]"), "chief");
        join(
                named(organization, "North Star", "northern", "\"unit\": \"North\", \"teams\": [\"Finalists\"]"),
                "northern");
        join(named(organization, "South Cross", "southern", "\"unit\": \"South\""), "southern");
        return organization;
    }

    /** Nobody has to be named to get in, and somebody who is has not come yet. */
    private static JsonNode named(String organization, String name, String who, String grants) {
        return invitation(
                organization,
                "\"name\": \"%s\", \"emails\": [\"*@%s.example\", \"%s-invited@example.org\"], \"sendEmails\": false, %s"
                        .formatted(name, who, who, grants));
    }

    private static void join(JsonNode invitation, String who) {
        requestSeat(id(invitation), "%s-member@%s.example".formatted(who, who));
    }

    /** Tries all that others are shown. */
    private static void hidden(Visitor visitor, List<Shown> everything, List<Shown> shown) {
        SoftAssertions all = new SoftAssertions();
        List<String> paths = ConsoleWalk.paths(shown);
        ConsoleWalk.paths(everything).stream()
                .filter(path -> !paths.contains(path))
                .forEach(path -> all.assertThat(ConsoleWalk.read(visitor, path))
                        .as("GET %s", path)
                        .isIn(403, 404));
        List<String> actions =
                ConsoleWalk.buttons(shown).stream().map(Button::action).toList();
        ConsoleWalk.buttons(everything).stream()
                .filter(button -> !actions.contains(button.action()))
                .forEach(button -> all.assertThat(ConsoleWalk.send(visitor, button))
                        .as("POST %s", button.action())
                        .isIn(403, 404));
        all.assertAll();
    }

    private static void walkMenu(Visitor visitor, String home, List<Shown> shown) {
        visitor.open(home);
        Locator menu = visitor.page().locator(".console-menu a");
        for (int entry = 0; entry < menu.count(); entry++) {
            String name = menu.nth(entry).innerText();
            Response page = ConsoleWalk.follow(visitor, menu.nth(entry));
            assertThat(page.status()).as(name).isEqualTo(200);
            assertThat(shown).extracting(Shown::path).contains(visitor.path());
        }
    }

    /** Presses one button of each kind. */
    private static void press(Visitor visitor, List<Button> buttons, String self) {
        SoftAssertions all = new SoftAssertions();
        List<String> kinds = new ArrayList<>();
        buttons.stream()
                .filter(button ->
                        !button.page().contains(self) && !button.action().contains(self))
                .sorted(Comparator.comparing(
                                (Button button) -> ENDS.matcher(button.action()).matches())
                        .thenComparing(button -> -button.action().split("/").length))
                .forEach(button -> {
                    if (!kinds.contains(button.kind())) {
                        kinds.add(button.kind());
                        all.assertThat(ConsoleWalk.press(visitor, button))
                                .as("%s on %s", button.action(), button.page())
                                .isEqualTo(200);
                    }
                });
        all.assertAll();
    }

    private static String memberId(String organization, String email) {
        return items(organization, "members")
                .filter(member -> member.path("email").asString().equals(email))
                .map(BrowserScenario::id)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> kept(String organization) {
        return KEPT.stream()
                .flatMap(list -> items(organization, list).map(JsonNode::toString))
                .toList();
    }

    private static Stream<JsonNode> items(String organization, String list) {
        ApiClient.Answer read = usher.api().get("/organizations/%s/%s?limit=200".formatted(organization, list));
        return created(read).path("items").valueStream();
    }
}
