package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An administrator invites ten thousand people by a file that a German spreadsheet has written. */
class LargeImportIT extends BrowserScenario {

    private static final int ROWS = 10_000;

    /** One row in so many is no good. */
    private static final int BAD_EVERY = 400;

    private static final int BAD = ROWS / BAD_EVERY;

    /** One row in so many, the second, repeats the address of the one before. */
    private static final int TWICE_EVERY = 1000;

    private static final int TWICE = ROWS / TWICE_EVERY;

    private static final double PATIENCE_MILLIS = 120_000;

    /** Reports where the bar of the progress is, whenever it moves. */
    private static final String WATCH = """
            addEventListener('DOMContentLoaded', () => {
              const bar = document.querySelector('[data-import] progress');
              if (bar) {
                new MutationObserver(() => window.moved(bar.value)).observe(bar, {attributes: true});
              }
            });""";

    @Test
    void theFileIsCheckedThenItsPeopleAreInvitedAndTheReportIsTheOneOfTheApi() {
        String organization = organization("Mond und Söhne", 20);
        String member = address("lise");
        var unused = member(organization, member, "\"roles\": [\"learner\"]");
        String elsewhere = address("otto");
        member(organization("Elsewhere", 5), elsewhere, "\"roles\": [\"learner\"]")
                .submit("/sign-out");
        JsonNode invitation =
                invitation(organization, "\"name\": \"Alle\", \"mode\": \"targeted\", \"sendEmails\": false");
        String invitations = "/console/%s/invitations/%s".formatted(organization, id(invitation));
        Visitor root = administrator();
        List<Integer> moves = new CopyOnWriteArrayList<>();
        root.page().exposeFunction("moved", value -> moves.add(((Number) value[0]).intValue()));
        root.page().addInitScript(WATCH);

        root.open(invitations + "/import").picture("import").isAccessible();
        root.page().locator("#file").setInputFiles(new FilePayload("Leute.csv", "text/csv", file(member, elsewhere)));
        root.page().locator("form:has(#file) button").click();
        root.headed(text("console.import.checked"));
        root.seesWithin(text("console.import.state.done"), PATIENCE_MILLIS);
        root.picture("import-checked").isAccessible();
        Map<String, Integer> outcomes = Map.of(
                "new", ROWS - BAD - TWICE, "duplicate", TWICE, "invalid", BAD, "already-member", 1, "known-account", 1);
        Assertions.assertThat(counts(root)).isEqualTo(outcomes);
        Assertions.assertThat(invitees(invitation)).as("nobody is invited yet").isZero();

        root.page().locator("form[action$='/invite'] button").click();
        root.headed(text("console.import.done"));
        String report = root.path();
        root.open(invitations).sees("Alle");
        root.open(report).seesWithin(text("console.import.state.done"), PATIENCE_MILLIS);
        root.sees(text("console.of", ROWS + 2, ROWS + 2));
        Assertions.assertThat(moves).as("the bar moves").anyMatch(done -> done > 0 && done < ROWS);
        assertThat(root.page().locator(".console-menu [aria-current=page]")).hasText(text("console.invitations"));
        root.picture("import-of-many").isAccessible();

        Assertions.assertThat(counts(root)).isEqualTo(outcomes);
        String api = "/imports/" + report.substring(report.lastIndexOf('/') + 1);
        Assertions.assertThat(counts(usher.api().get(api).body().path("counts")))
                .isEqualTo(outcomes);
        Assertions.assertThat(rows(root, report + "?limit=200", 2))
                .as("the first rows")
                .isEqualTo(rowsOfApi(api + "/rows?limit=200", 2));
        List<String> bad = rowsOfApi(api + "/rows?outcome=invalid&limit=200", 1);
        Assertions.assertThat(bad).hasSize(BAD);
        Assertions.assertThat(rows(root, report + "?outcome=invalid&limit=200", 1))
                .isEqualTo(bad);
        root.picture("import-invalid").isAccessible();
        Assertions.assertThat(invitees(invitation)).isEqualTo(ROWS - BAD - TWICE + 1);
    }

    /** With a byte order mark, semicolons, German names of columns, letters and quotation marks. */
    private static byte[] file(String member, String elsewhere) {
        String run = UUID.randomUUID().toString().substring(0, 8);
        StringBuilder csv = new StringBuilder("\uFEFFNachname;Vorname;E-Mail-Adresse\r\n");
        csv.append("Meitner;Lise;").append(member).append("\r\n");
        csv.append("Hahn;Otto;").append(elsewhere).append("\r\n");
        for (int row = 1; row <= ROWS; row++) {
            String email = row % BAD_EVERY == 0
                    ? List.of("", "niemand", "zwei@@example.org", "a b@example.org")
                            .get(row / BAD_EVERY % 4)
                    : "person-%s-%d@example.org".formatted(run, row % TWICE_EVERY == 2 ? row - 1 : row);
            csv.append("\"Müller; %d\";Jürgen;%s\r\n".formatted(row, email));
        }
        return csv.toString().getBytes(UTF_8);
    }

    /** How many rows had which outcome, as the page has it. */
    private static Map<String, Integer> counts(Visitor visitor) {
        Map<String, Integer> counts = new HashMap<>();
        for (Locator link : visitor.page().locator("dt a").all()) {
            Locator count = link.locator("xpath=../following-sibling::dd[1]");
            counts.put(
                    link.getAttribute("href").replaceAll(".*outcome=", ""),
                    Integer.valueOf(count.innerText().replaceAll("\\D", "")));
        }
        return counts;
    }

    private static Map<String, Integer> counts(JsonNode counts) {
        Map<String, Integer> read = new HashMap<>();
        counts.propertyStream()
                .forEach(one -> read.put(one.getKey(), one.getValue().asInt()));
        return read;
    }

    /** The rows of some pages of the list. */
    private static List<String> rows(Visitor visitor, String first, int pages) {
        List<String> rows = new ArrayList<>();
        visitor.open(first);
        for (int page = 1; page <= pages; page++) {
            for (Object row : (List<?>) visitor.page().evaluate("""
                    [...document.querySelectorAll('tbody tr')].map(row =>
                      [...row.cells].map(cell => cell.textContent.replace(/\\s+/g, ' ').trim()).join('|'))""")) {
                rows.add(row.toString());
            }
            if (page < pages) {
                visitor.page().locator("a[rel=next]").click();
                visitor.page().waitForURL(url -> url.contains("cursor="));
            }
        }
        return rows;
    }

    private static List<String> rowsOfApi(String first, int pages) {
        List<String> rows = new ArrayList<>();
        String cursor = "";
        for (int page = 1; page <= pages; page++) {
            JsonNode read = created(usher.api().get(first + cursor));
            read.path("items").valueStream().map(LargeImportIT::shown).forEach(rows::add);
            cursor = "&cursor=" + read.path("next").asString("");
        }
        return rows;
    }

    /** As the page shows it. */
    private static String shown(JsonNode row) {
        String outcome = text("console.result." + row.path("outcome").asString());
        String reason = row.path("reason").asString("");
        return String.join(
                "|",
                String.format(Locale.ENGLISH, "%,d", row.path("row").asInt()),
                row.path("email").asString(),
                (row.path("firstName").asString("") + " " + row.path("lastName").asString("")).strip(),
                reason.isEmpty() ? outcome : text("console.result.because", outcome, text("console.flaw." + reason)));
    }

    private static int invitees(JsonNode invitation) {
        return usher.api()
                .get("/invitations/%s/stats".formatted(id(invitation)))
                .body()
                .path("invited")
                .asInt();
    }
}
