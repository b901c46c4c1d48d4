package io.usher.api.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.http.openapi.FilledOrganization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.function.BodyInserters;
import tools.jackson.databind.JsonNode;

/** Whatever people write, it is text wherever it is shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InjectionAbuseIT {

    private static final String MARKUP =
            "\"'><img src=x onerror=alert(1)>{{1234*4321}}${1234*4321}[[${1234*4321}]]__${1234*4321}__ ";
    private static final String FORMULA = "=cmd|' /C calc'!A0";
    private static final String FORGED = "FORGED-LINE";

    private final RunningApi api = RunningApi.shared();
    private final JsonNode organization =
            api.organization(MARKUP + Long.toString(System.nanoTime(), Character.MAX_RADIX));
    private final String id = organization.path("id").asString();
    private final String path = "/api/v1/organizations/" + id;
    private final Map<String, String> ids = new HashMap<>(Map.of("org", id, "organization", id));
    private final NewAccount admin = filled();

    private NewAccount filled() {
        ids.put("slug", organization.path("slug").asString());
        for (String kind : List.of("teams", "units", "groups")) {
            make(kind, Map.of("name", MARKUP + kind));
        }
        make("teams", Map.of("name", MARKUP, "description", MARKUP));
        make("courses", Map.of("name", MARKUP, "kind", "path"));
        make("roles", Map.of("name", MARKUP, "permissions", List.of()));
        make("api-keys", Map.of("name", MARKUP, "scopes", List.of("statistics:read")));
        JsonNode invitation = make(
                "invitations",
                Map.of(
                        "name",
                        MARKUP,
                        "description",
                        MARKUP + "\n" + MARKUP,
                        "sendEmails",
                        false,
                        "roles",
                        List.of(MARKUP.strip()),
                        "teams",
                        List.of(MARKUP.strip())));
        ids.put("code", invitation.path("code").asString());
        String invitees = "/api/v1/invitations/" + ids.get("invitation") + "/invitees";
        Answers added = Answers.post(
                api.platform(),
                invitees,
                List.of(
                        Map.of("email", "ada@example.com", "firstName", MARKUP, "lastName", MARKUP),
                        Map.of("email", "bob@example.com", "firstName", FORMULA, "lastName", "\uff1d1+1"),
                        Map.of("email", "eve@example.com", "firstName", "+1", "lastName", "-1"),
                        Map.of("email", "=1+1@example.com", "firstName", "@sum(a1)", "lastName", "\uff20x")));
        assertThat(added.status()).as(added.text()).isEqualTo(200);
        ids.put("invitee", added.json().at("/results/0/invitee").asString());
        NewAccount account = People.with(api, id, "admin");
        account.browser().post("/me/profile", "firstName", MARKUP, "lastName", MARKUP, "language", "en");
        return account;
    }

    @CanIgnoreReturnValue
    private JsonNode make(String kind, Map<String, Object> body) {
        JsonNode made = RunningApi.created(api.platform(), path + "/" + kind, body);
        String name = kind.equals("api-keys") ? "key" : kind.substring(0, kind.length() - 1);
        ids.put(name, made.path("id").asString());
        return made;
    }

    @Test
    void markupIsTextOnEveryPage() {
        int shown = 0;
        for (Route route : Route.of(api)) {
            if (route.method() != RequestMethod.GET
                    || route.isOfApi()
                    || route.pattern().endsWith("/live")) {
                continue;
            }
            for (TestBrowser browser : List.of(admin.browser(), new TestBrowser(api))) {
                Page page = browser.get(route.path(ids) + "?q=%22%3E%3Cimg%20src%3Dx%3E&done=%3Cimg%20src%3Dx%3E");
                assertThat(page.status()).as(route.toString()).isLessThan(500);
                if (page.header("content-type").startsWith("text/html")) {
                    assertThat(page.text()).as(route.toString()).doesNotContain("<img src=x", "5332114");
                    shown += page.text().contains("&lt;img src=x") ? 1 : 0;
                }
            }
        }
        assertThat(shown).isGreaterThan(20);
    }

    @Test
    void whatWasTypedIntoAFormComesBackAsText() {
        String home = "/console/" + ids.get("slug");
        for (Page refused : List.of(
                admin.browser().post(home + "/invitations/new", "name", MARKUP, "quota", MARKUP, "zone", MARKUP),
                admin.browser().post(home + "/keys", "name", MARKUP, "expiresAt", MARKUP, "scopes", MARKUP),
                admin.browser().post(home + "/teams", "name", MARKUP.repeat(9)),
                admin.browser().post(home + "/teams/" + ids.get("team") + "/members", "emails", MARKUP),
                admin.browser().post(home + "/invitations/" + ids.get("invitation") + "/invitees", "people", MARKUP),
                admin.browser().post("/me/profile", "firstName", MARKUP.repeat(9)),
                new TestBrowser(api).post("/sign-in", "email", MARKUP, "password", MARKUP),
                new TestBrowser(api).post("/sign-up", "email", MARKUP))) {
            assertThat(refused.status()).as(refused.text()).isLessThan(500);
            assertThat(refused.text()).doesNotContain("<img").contains("&lt;img src=x");
        }
    }

    @Test
    void whatABrowserCallsItselfIsText() {
        NewAccount person = NewAccount.on(api);
        api.anonymous()
                .post()
                .uri("/sign-in")
                .header("Sec-Fetch-Site", "same-origin")
                .header("User-Agent", MARKUP.repeat(9))
                .body(BodyInserters.fromFormData("email", person.address()).with("password", "violin canal eleven"))
                .exchange()
                .expectStatus()
                .isSeeOther();

        assertThat(person.browser().get("/me/security").text())
                .contains("&lt;img src=x")
                .doesNotContain("<img");
    }

    @Test
    void aDeadLetterIsText() {
        String key = "<img src=x>" + UUID.randomUUID();
        String letter = "/console/platform/ops/" + FilledOrganization.deadLetter(api, key);
        TestBrowser root = People.platformAdministrator(api).browser();
        root.post(letter, "payload", "</textarea><img src=x>\u202e\u0007=1+1");

        assertThat(root.get(letter).text())
                .contains("&lt;img src=x&gt;", "&lt;/textarea&gt;&lt;img")
                .doesNotContain("<img");
        assertThat(root.get("/console/platform/ops?q=%3Cimg").text())
                .contains("href=\"" + letter + "\"")
                .doesNotContain("<img");
    }

    @Test
    void noCellOfAnExportIsAFormula() {
        String home = "/console/" + ids.get("slug");
        String invitees = "/api/v1/invitations/" + ids.get("invitation") + "/invitees";
        List<String> files = List.of(
                admin.browser()
                        .get(home + "/invitations/" + ids.get("invitation") + "/invitees.csv")
                        .text(),
                admin.browser().get(home + "/audit.csv").text(),
                Answers.get(api.platform(), invitees, "Accept", "text/csv").text(),
                Answers.get(api.platform(), path + "/members", "Accept", "text/csv")
                        .text());
        assertThat(files.getFirst()).contains("cmd|", "1+1");
        for (String file : files) {
            assertThat(CsvReader.builder().ofCsvRecord(file).stream()
                            .map(CsvRecord::getFields)
                            .flatMap(List::stream)
                            .filter(cell -> !cell.isEmpty()))
                    .hasSizeGreaterThan(5)
                    .noneMatch(cell -> "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20".indexOf(cell.charAt(0)) >= 0);
        }
    }

    /** They would turn around what stands after them, on pages and in mails. Control characters break lines. */
    @ParameterizedTest
    @ValueSource(strings = {"\u202e", "\u202d", "\u202a", "\u2066", "\u2067", "\u2069", "\u2028", "\u0007", "\u009b"})
    void noNameTurnsAroundOrBreaksWhatStandsAfterIt(String character) {
        String name = "Ada" + character + "moc.elpmaxe";
        String home = "/console/" + ids.get("slug");
        List<Answers> refused = List.of(
                Answers.post(api.platform(), "/api/v1/organizations", Map.of("name", name)),
                Answers.post(api.platform(), path + "/teams", Map.of("name", name)),
                Answers.post(api.platform(), path + "/roles", Map.of("name", name, "permissions", List.of())),
                Answers.post(api.platform(), path + "/courses", Map.of("name", name, "kind", "path")),
                Answers.post(
                        api.platform(), path + "/api-keys", Map.of("name", name, "scopes", List.of("members:read"))),
                Answers.post(api.platform(), path + "/invitations", Map.of("name", name)),
                Answers.patch(api.platform(), "/api/v1/invitations/" + ids.get("invitation"), Map.of("name", name)),
                Answers.post(
                        api.platform(),
                        "/api/v1/invitations/" + ids.get("invitation") + "/acceptances",
                        Map.of("email", "a@example.com", "firstName", name)));
        assertThat(refused).extracting(Answers::problem).containsOnly("400 invalid");

        Answers invited = Answers.post(
                api.platform(),
                "/api/v1/invitations/" + ids.get("invitation") + "/invitees",
                List.of(Map.of("email", "z@example.com", "firstName", name)));
        assertThat(invited.json().at("/results/0/outcome").asString()).isEqualTo("invalid");
        assertThat(admin.browser().post("/me/profile", "firstName", name).status())
                .isEqualTo(422);
        assertThat(admin.browser()
                        .post(home + "/invitations/new", "name", name, "enabled", "on")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void nobodyWritesLinesOfTheLog() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try {
            String forged = "x\r\n2026-01-01 00:00:00 ERROR " + FORGED;
            TestBrowser browser = new TestBrowser(api);
            browser.post("/sign-in", "email", forged, "password", forged);
            browser.post("/sign-up", "email", forged);
            browser.plant("usher-invitation", FORGED);
            browser.plant("usher-sign-in", FORGED);
            browser.get("/sign-in/with/stub/return?code=%0d%0a" + FORGED + "&state=%0d%0a" + FORGED + "&error=%0d%0a"
                    + FORGED);
            browser.get("/sign-in/with/%0d%0a" + FORGED);
            browser.get("/i/%0d%0a" + FORGED);
            browser.get("/nothing/%0d%0a" + FORGED);
            browser.upload("/console/x/invitations/y/import", FORGED, FORGED.getBytes(UTF_8));
            Answers.post(api.platform(), path + "/teams", Map.of("name", forged));
            Answers.post(api.platform(), path + "/invitations", "{\"name\": \"\n" + FORGED);
            Answers.get(api.as("\t" + FORGED), path);
            Answers.get(api.anonymous(), path, "User-Agent", FORGED, "Referer", FORGED, "Prefer", FORGED);
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).noneMatch(line -> line.contains(FORGED));
    }
}
