package io.usher.standalone.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.FilePayload;
import io.usher.testing.ApiClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Somebody of each role goes through all of the console that they are shown, and tries what they are not. */
class EveryRoleIT extends BrowserScenario {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Is about somebody or something of one of the units. */
    private static final Pattern SOUTHERN = Pattern.compile("<h1>[^<]*(South|southern-)");

    /** What ends something: pressed last, so that it is there before. */
    private static final Pattern ENDS = Pattern.compile(".*/(delete|remove|revoke|cancel|stop)");

    /** Lists of what the organization has, as the API has them. */
    private static final List<String> KEPT =
            List.of("invitations", "members", "teams", "units", "groups", "courses", "roles", "api-keys");

    /** Sends a request, and again while the answer is 503, as it asks for. Nothing has been done then. */
    private static final String ASK = """
            const ask = async (path, options) => {
              for (let tries = 0; ; tries++) {
                const answer = await fetch(path, options);
                if (answer.status !== 503 || tries === 30) {
                  return answer;
                }
                await new Promise(later => setTimeout(later, 1000));
              }
            };
            """;

    /** Reads a page and all to which its links lead, within the console of the organization. */
    private static final String WALK = "async home => {\n" + ASK + """
              const pages = new Map();
              const todo = [home];
              while (todo.length) {
                const path = todo.pop();
                if (pages.has(path)) {
                  continue;
                }
                const answer = await ask(path);
                const html = await answer.text();
                const page = new DOMParser().parseFromString(html, 'text/html');
                const links = [...page.querySelectorAll('a[href]')].map(link => link.getAttribute('href'))
                  .map(link => new URL(link, new URL(path, location.origin)))
                  .filter(link => link.origin === location.origin)
                  .filter(link => link.pathname === home || link.pathname.startsWith(home + '/'))
                  .map(link => link.pathname + link.search);
                const forms = [...page.querySelectorAll('form[method=post]')].map((form, place) => ({
                  action: form.getAttribute('action') ?? path,
                  place: place,
                  fields: new URLSearchParams([...new FormData(form)].filter(one => typeof one[1] === 'string')).toString(),
                })).filter(form => form.action.startsWith(home));
                pages.set(path, {path: path, status: answer.status, text: html, forms: forms});
                todo.push(...links);
              }
              return [...pages.values()];
            }""";

    /** Sends something as a form of the page would. */
    private static final String SEND = "async ([action, fields]) => {\n" + ASK + """
            return (await ask(action, {method: 'POST', body: new URLSearchParams(fields)})).status;
            }""";

    private static final String READ = "async path => {\n" + ASK + "return (await ask(path)).status; }";

    /** Types into what is empty, chooses something of each kind, and shows the button. */
    private static final String FILL_IN = """
            form => {
              const word = 'pressed' + Math.random().toString(36).slice(2, 8);
              for (let one = form; one; one = one.parentElement) {
                if (one.tagName === 'DETAILS') {
                  one.open = true;
                }
              }
              for (const field of form.elements) {
                const type = field.tagName === 'TEXTAREA' ? 'textarea' : field.type;
                const address = type === 'email' || field.name === 'people' || field.name === 'emails' && field.required;
                if (field.value === '' && (address || field.required && ['text', 'textarea'].includes(type))) {
                  field.value = address || field.name === 'text' ? word + '@example.org' : word;
                }
              }
              for (const kind of form.querySelectorAll('fieldset')) {
                if (!kind.querySelector(':checked')) {
                  const first = kind.querySelector('input[type=checkbox]:enabled');
                  if (first) {
                    first.checked = true;
                  }
                }
              }
            }""";

    /** A page of the console. */
    private record Shown(String path, int status, String text, List<Button> buttons) {}

    /**
     * What sends a form.
     *
     * @param place of the form among those of its page
     * @param fields as they are sent if nothing is typed
     */
    private record Button(String page, int place, String action, String fields) {

        /** Where it is and what it does, whatever it is about. */
        String kind() {
            return ID.matcher(page.replaceAll("\\?.*", "")).replaceAll("*") + " "
                    + ID.matcher(action).replaceAll("*");
        }
    }

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
        List<Shown> everything = walk(administrator(), home);
        assertThat(everything).extracting(Shown::status).containsOnly(200).hasSizeGreaterThan(40);

        List<Shown> shown = walk(visitor, home);
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
        press(visitor, buttons(shown), memberId(organization, email));
    }

    @Test
    void aManagerSeesTheirUnitOnly() {
        String organization = furnished();
        Visitor manager = member(organization, address("manager"), "\"roles\": [\"manager\"], \"unit\": \"North\"");
        String home = "/console/" + organization;
        List<Shown> everything = walk(administrator(), home);

        List<Shown> shown = walk(manager, home);

        assertThat(paths(naming(shown, "North Star"))).hasSizeGreaterThan(3);
        assertThat(paths(naming(shown, "South"))).isEmpty();
        assertThat(paths(naming(shown, "southern-"))).isEmpty();
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

    private static void make(String organization, String kind, String properties) {
        post("/organizations/%s/%s".formatted(organization, kind), "{" + properties + "}");
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

    private static List<Shown> walk(Visitor visitor, String home) {
        visitor.open(home);
        List<Shown> pages = new ArrayList<>();
        for (Object read : (List<?>) visitor.page().evaluate(WALK, home)) {
            Map<?, ?> page = (Map<?, ?>) read;
            String path = text(page, "path");
            List<Button> buttons = ((List<?>) requireNonNull(page.get("forms")))
                    .stream()
                            .map(form -> (Map<?, ?>) form)
                            .map(form ->
                                    new Button(path, number(form, "place"), text(form, "action"), text(form, "fields")))
                            .toList();
            pages.add(new Shown(path, number(page, "status"), text(page, "text"), buttons));
        }
        return pages;
    }

    private static String text(Map<?, ?> read, String name) {
        return requireNonNull(read.get(name)).toString();
    }

    private static int number(Map<?, ?> read, String name) {
        return Integer.parseInt(text(read, name));
    }

    private static List<Button> buttons(List<Shown> pages) {
        return pages.stream().flatMap(page -> page.buttons().stream()).toList();
    }

    /** Tries all that others are shown. */
    private static void hidden(Visitor visitor, List<Shown> everything, List<Shown> shown) {
        SoftAssertions all = new SoftAssertions();
        List<String> paths = paths(shown);
        paths(everything).stream()
                .filter(path -> !paths.contains(path))
                .forEach(path -> all.assertThat(visitor.page().evaluate(READ, path))
                        .as("GET %s", path)
                        .isIn(403, 404));
        List<String> actions = buttons(shown).stream().map(Button::action).toList();
        buttons(everything).stream()
                .filter(button -> !actions.contains(button.action()))
                .forEach(button -> all.assertThat(
                                visitor.page().evaluate(SEND, List.of(button.action(), button.fields())))
                        .as("POST %s", button.action())
                        .isIn(403, 404));
        all.assertAll();
    }

    private static List<Shown> naming(List<Shown> pages, String text) {
        return pages.stream().filter(page -> page.text().contains(text)).toList();
    }

    /** Whichever part of a list they show. */
    private static List<String> paths(List<Shown> pages) {
        return pages.stream()
                .map(page -> page.path().replaceAll("\\?.*", ""))
                .distinct()
                .toList();
    }

    private static void walkMenu(Visitor visitor, String home, List<Shown> shown) {
        visitor.open(home);
        Locator menu = visitor.page().locator(".console-menu a");
        for (int entry = 0; entry < menu.count(); entry++) {
            String name = menu.nth(entry).innerText();
            Response page = follow(visitor, menu.nth(entry));
            assertThat(page.status()).as(name).isEqualTo(200);
            assertThat(shown).extracting(Shown::path).contains(visitor.path());
        }
    }

    @SuppressWarnings("deprecation") // Nothing else returns the answer.
    private static Response follow(Visitor visitor, Locator pressed) {
        return visitor.page().waitForNavigation(pressed::click);
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
                        all.assertThat(press(visitor, button))
                                .as("%s on %s", button.action(), button.page())
                                .isEqualTo(200);
                    }
                });
        all.assertAll();
    }

    private static int press(Visitor visitor, Button button) {
        assertThat(visitor.open(button.page()).status()).as(button.page()).isEqualTo(200);
        Locator form = visitor.page().locator("form[method=post]").nth(button.place());
        Locator file = form.locator("input[type=file]");
        if (file.count() > 0) {
            file.setInputFiles(new FilePayload("people.csv", "text/csv", "ada@example.org\n".getBytes(UTF_8)));
        }
        Locator sends = form.locator("button:not([type=button])").first();
        // Rows of a list may be fetched anew just then.
        await("the button is shown").until(() -> {
            form.evaluate(FILL_IN);
            return sends.isVisible();
        });
        int status = follow(visitor, sends).status();
        if (visitor.path().contains("/imports/")) {
            // Then the page loads itself anew.
            visitor.sees(text("console.import.state.done"));
        }
        return status;
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
