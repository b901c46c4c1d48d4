package io.usher.standalone.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.FilePayload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Goes through the console by its links, and presses its buttons. */
final class ConsoleWalk {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

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

    private ConsoleWalk() {}

    /** A page of the console. */
    record Shown(String path, int status, String text, List<Button> buttons) {}

    /**
     * What sends a form.
     *
     * @param place of the form among those of its page
     * @param fields as they are sent if nothing is typed
     */
    record Button(String page, int place, String action, String fields) {

        /** Where it is and what it does, whatever it is about. */
        String kind() {
            return ID.matcher(page.replaceAll("\\?.*", "")).replaceAll("*") + " "
                    + ID.matcher(action).replaceAll("*");
        }
    }

    /** All pages of the console that the visitor is led to from this one. */
    static List<Shown> walk(Visitor visitor, String home) {
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

    static List<Button> buttons(List<Shown> pages) {
        return pages.stream().flatMap(page -> page.buttons().stream()).toList();
    }

    static List<Shown> naming(List<Shown> pages, String text) {
        return pages.stream().filter(page -> page.text().contains(text)).toList();
    }

    /** Whichever part of a list they show. */
    static List<String> paths(List<Shown> pages) {
        return pages.stream()
                .map(page -> page.path().replaceAll("\\?.*", ""))
                .distinct()
                .toList();
    }

    /** The status of a page. */
    static int read(Visitor visitor, String path) {
        return (Integer) visitor.page().evaluate(READ, path);
    }

    /** The status of what a button sends, without its page. */
    static int send(Visitor visitor, Button button) {
        return (Integer) visitor.page().evaluate(SEND, List.of(button.action(), button.fields()));
    }

    /** Fills in the form of a button, presses it, and returns the status of the page that follows. */
    static int press(Visitor visitor, Button button) {
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
            visitor.sees(BrowserScenario.text("console.import.state.done"));
        }
        return status;
    }

    @SuppressWarnings("deprecation") // Nothing else returns the answer.
    static Response follow(Visitor visitor, Locator pressed) {
        return visitor.page().waitForNavigation(pressed::click);
    }
}
