package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import io.usher.testing.Checkout;
import io.usher.testing.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at a browser of their own, with one page. Sees what a person sees: fields by their labels, buttons and links by
 * their texts. On close, fails if the browser reported an error of a script or of the content security policy, or if
 * there is a cookie named SESSION.
 */
final class Visitor implements AutoCloseable {

    /** Reactions take seconds on a busy machine. */
    private static final double PATIENCE_MILLIS = 30_000;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** Chromium reports each answer of 400 and above that it loads: those are checked where they are expected. */
    private static final Pattern REFUSED =
            Pattern.compile("Failed to load resource: the server responded with a status of.*");

    private final BrowserContext context;
    private final String url;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private @Nullable Response response;

    private Visitor(BrowserContext context, String url) {
        this.context = context;
        this.url = url;
        context.setDefaultTimeout(PATIENCE_MILLIS);
        context.onConsoleMessage(message -> {
            boolean bad = message.type().equals("error") || message.type().equals("warning");
            if (bad && !REFUSED.matcher(message.text()).matches()) {
                complaints.add(message.text() + " at " + message.location());
            }
        });
        context.onWebError(error -> complaints.add(error.error()));
        this.page = context.newPage();
        page.onRequest(request -> {
            if (request.method().equals("GET") && !request.resourceType().equals("eventsource")) {
                requests.add(request.resourceType() + " " + request.url());
            }
        });
    }

    static Visitor of(BrowserContext context, String url) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        return new Visitor(context, url);
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    /** Opens a path of Usher or a whole URL, and again while the answer is 503, as it asks for. */
    @CanIgnoreReturnValue
    Visitor open(String pathOrUrl) {
        String opened = pathOrUrl.startsWith("/") ? url + pathOrUrl : pathOrUrl;
        boolean unused = Waiting.until(Duration.ofMillis((long) PATIENCE_MILLIS), BETWEEN_TRIES, () -> {
            response = page.navigate(opened);
            return status() != 503;
        });
        return this;
    }

    /** Waits, without leaving the page, until the new rights of a member take effect: within five seconds. */
    @CanIgnoreReturnValue
    Visitor isKnownIn(String organization) {
        String console = url + "/console/" + organization;
        boolean known = Waiting.until(
                Duration.ofMillis((long) PATIENCE_MILLIS),
                BETWEEN_TRIES,
                () -> List.of(200, 403).contains(page.request().get(console).status()));
        assertThat(known).as(console).isTrue();
        return this;
    }

    /** The status of the page that {@link #open} or {@link #send} received. */
    int status() {
        return response == null ? 0 : response.status();
    }

    /** The path of the page, with its query. */
    String path() {
        return page.url().startsWith(url) ? page.url().substring(url.length()) : page.url();
    }

    /** All GET requests of the page so far, without its streams. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many pages were loaded so far. */
    long loads() {
        return requests.stream()
                .filter(request -> request.startsWith("document "))
                .count();
    }

    @CanIgnoreReturnValue
    Visitor fill(String label, String text) {
        field(label).fill(text);
        return this;
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
                .first();
    }

    /** Presses the button with this text. */
    @CanIgnoreReturnValue
    Visitor press(String button) {
        button(button).click();
        return this;
    }

    /** Presses the button of the form that is sent to a path that ends like this. */
    @CanIgnoreReturnValue
    Visitor submit(String action) {
        page.locator("form[action$='%s'] button:not([type=button])".formatted(action))
                .first()
                .click();
        return this;
    }

    /** Presses the button to accept an invitation. */
    @CanIgnoreReturnValue
    Visitor accept() {
        page.locator("#accept").click();
        return this;
    }

    Locator button(String text) {
        return page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(text).setExact(true))
                .first();
    }

    /** Follows the link with this text. */
    @CanIgnoreReturnValue
    Visitor follow(String link) {
        link(link).click();
        return this;
    }

    Locator link(String text) {
        return page.getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(text).setExact(true))
                .first();
    }

    /** Waits until the page's main part has this text. */
    @CanIgnoreReturnValue
    Visitor sees(String text) {
        return seesWithin(text, PATIENCE_MILLIS);
    }

    @CanIgnoreReturnValue
    Visitor seesWithin(String text, double milliseconds) {
        // What is hidden has no inner text.
        PlaywrightAssertions.assertThat(page.locator("main"))
                .containsText(
                        text, new ContainsTextOptions().setUseInnerText(true).setTimeout(milliseconds));
        return this;
    }

    /** Whether the page's main part has this text at this moment. */
    boolean reads(String text) {
        return page.locator("main").innerText().contains(text);
    }

    /** Waits until the page's main part no longer has this text. */
    @CanIgnoreReturnValue
    Visitor seesNo(String text) {
        PlaywrightAssertions.assertThat(page.locator("main"))
                .not()
                .containsText(text, new ContainsTextOptions().setUseInnerText(true));
        return this;
    }

    /** Waits until the heading of the page is this. */
    @CanIgnoreReturnValue
    Visitor headed(String heading) {
        PlaywrightAssertions.assertThat(page.locator("h1")).hasText(heading);
        return this;
    }

    /** Follows the one of the links of an invitation's page that leads on. */
    @CanIgnoreReturnValue
    Visitor goOn() {
        page.locator("a[role=button]:visible").first().click();
        return this;
    }

    /** Chooses {@link BrowserScenario#PASSWORD} for a new account and accepts the invitation. */
    @CanIgnoreReturnValue
    Visitor acceptAsNew() {
        page.locator("#password").fill(BrowserScenario.PASSWORD);
        return accept();
    }

    /** Signs in on the page on which an invitation is accepted. */
    @CanIgnoreReturnValue
    Visitor signInToAccept(String email) {
        page.locator("#sign-in-email").fill(email);
        page.locator("#password").fill(BrowserScenario.PASSWORD);
        return submit("/sign-in");
    }

    /** Sends a form with its main button, and returns when the next page is loaded. */
    @SuppressWarnings("deprecation") // Nothing else waits for an answer at the same address.
    @CanIgnoreReturnValue
    Visitor send(String form) {
        response = page.waitForNavigation(
                () -> page.locator(form + " button:not([type=button])").last().click());
        return this;
    }

    /** Has a cookie from now on. */
    void carry(String cookie, String value) {
        context.addCookies(List.of(new Cookie(cookie, value).setUrl(url)));
    }

    /** Prefers a language of pages from now on; that of an account comes first. */
    void prefer(String language) {
        carry("usher-lang", language);
    }

    /** Signs in with a password and returns when a page for signed-in people is shown. */
    @CanIgnoreReturnValue
    Visitor signIn(String email, String password) {
        open("/sign-in");
        page.locator("#email").fill(email);
        page.locator("#password").fill(password);
        press("Sign in");
        PlaywrightAssertions.assertThat(button("Sign out")).isVisible();
        return this;
    }

    /** Saves a picture of the whole page beneath {@code target/pictures}. */
    @CanIgnoreReturnValue
    Visitor picture(String name) {
        Path file = Checkout.target().resolve("pictures").resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
        return this;
    }

    /** Fails if the page breaks a rule of WCAG 2.0 to 2.2, A or AA, that axe knows. */
    @CanIgnoreReturnValue
    Visitor isAccessible() {
        assertThat(violations(List.of())).as("violations on %s", path()).isEmpty();
        return this;
    }

    /**
     * Which rules of WCAG 2.0 to 2.2, A or AA, the page breaks, and where, as far as axe knows.
     *
     * @param rules that are looked at; empty = all
     */
    List<String> violations(List<String> rules) {
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
        axe = rules.isEmpty()
                ? axe.withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                : axe.withRules(rules);
        return axe.analyze().getViolations().stream()
                .map(rule -> rule.getId() + ": " + rule.getHelp() + " "
                        + rule.getNodes().stream()
                                .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                .toList())
                .toList();
    }

    /** Fails if something of the page is wider than its window. */
    @CanIgnoreReturnValue
    Visitor fits() {
        assertThat(tooWide()).as("width of %s", path()).isEmpty();
        return this;
    }

    /** What sticks out of the window at the side; empty = everything fits. */
    List<?> tooWide() {
        return (List<?>) page.evaluate("""
                () => {
                  const width = document.documentElement.clientWidth;
                  return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll('body *')]
                    .filter(one => one.getBoundingClientRect().right > width && !one.closest('.wide'))
                    .map(one => one.outerHTML.slice(0, 120)).slice(0, 3)
                    .concat('width ' + document.documentElement.scrollWidth + ' in ' + width);
                }""");
    }

    @Override
    public void close() {
        List<String> cookies =
                context.cookies().stream().map(cookie -> cookie.name).toList();
        context.close();
        assertThat(complaints).as("what the browser complained about").isEmpty();
        assertThat(cookies).doesNotContain("SESSION");
    }

    /** The cookie with this name. */
    @Nullable Cookie cookie(String name) {
        return context.cookies().stream()
                .filter(cookie -> cookie.name.equals(name))
                .findFirst()
                .orElse(null);
    }
}
