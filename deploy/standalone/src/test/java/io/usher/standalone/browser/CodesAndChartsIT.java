package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What the console draws: links for cameras, and how an invitation is doing. */
class CodesAndChartsIT extends BrowserScenario {

    private static final List<String> COUNTED = List.of("requested", "accepted", "waitlisted", "rejected");
    private static final List<String> STEPS = List.of("invited", "sent", "opened", "requested", "accepted");

    private static final Duration COUNTED_WITHIN = Duration.ofMinutes(1);

    /** The height of the chart in its own unit. */
    private static final long HIGHEST = 100;

    @Test
    void aCameraReadsTheLinkOfTheInvitationInLightAndDark() throws IOException, ReaderException {
        String organization = organization("Acme Academy", 10);
        JsonNode invitation = invitation(organization, "\"name\": \"Poster\", \"quota\": 5");
        Visitor root = administrator().open("/console/%s/invitations/%s".formatted(organization, id(invitation)));
        String link = root.page().locator("#link").inputValue();
        assertThat(link).isEqualTo(usher.url() + link(invitation));

        assertThat(decoded(root.page().locator("img.qr").screenshot())).isEqualTo(link);
        root.page().emulateMedia(new EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(decoded(root.page().locator("img.qr").screenshot())).isEqualTo(link);
        root.page().setViewportSize(Look.PHONE.width(), Look.PHONE.height());
        assertThat(decoded(root.page().locator("img.qr").screenshot())).isEqualTo(link);
    }

    private static String decoded(byte[] picture) throws IOException, ReaderException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        BinaryBitmap seen = new BinaryBitmap(
                new HybridBinarizer(new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels)));
        return new QRCodeReader()
                .decode(seen, Map.of(DecodeHintType.TRY_HARDER, true))
                .getText();
    }

    @Test
    void theFiguresBeneathTheChartsAreThoseOfTheApiAndTheBarsAreAsHigh() {
        String organization = organization("Acme Academy", 10);
        JsonNode invitation = invitation(organization, """
                "name": "Race", "quota": 4, "waitlist": true, "emails": ["%s", "*@example.org"], "sendEmails": false""".formatted(address("named")));
        ask(invitation, 3);
        goBack(invitation, "75 minutes");
        ask(invitation, 1);
        goBack(invitation, "26 hours");
        ask(invitation, 2);
        JsonNode stats = stats(invitation);
        assertThat(stats.path("perMinute")).hasSizeGreaterThanOrEqualTo(3);
        String page = "/console/%s/invitations/%s/statistics".formatted(organization, id(invitation));
        Visitor root = administrator().open(page + "?step=minute");

        assertThat(root.page().locator("dl dd").allInnerTexts())
                .isEqualTo(
                        STEPS.stream().map(step -> stats.path(step).asString()).toList());
        assertFigures(root, stats.path("perMinute"));
        assertThat(lengths(root, "svg:has(#chart-title) line", "y1"))
                .as("as many as the quota were accepted")
                .containsExactly(0L);
        root.picture("statistics-by-minute").isAccessible();
        root.follow(text("console.statistics.day"));
        assertFigures(root, stats(invitation, "?step=day").path("perMinute"));

        root.open("/console/%s/statistics".formatted(organization));
        assertFigures(root, stats(invitation, "?step=day").path("perMinute"));
        assertThat(rows(root, text("console.statistics.by.invitation")))
                .containsExactly(
                        Stream.concat(Stream.of("Race"), counted(stats)).toList());
        assertThat(rows(root, text("console.statistics.funnel")))
                .isEqualTo(STEPS.stream()
                        .map(step -> List.of(
                                text("console.count." + step), stats.path(step).asString()))
                        .toList());
        long most = STEPS.stream()
                .mapToLong(step -> stats.path(step).asLong())
                .max()
                .orElseThrow();
        assertThat(lengths(root, "svg:has(#funnel-title) rect", "width"))
                .isEqualTo(STEPS.stream()
                        .map(step -> stats.path(step).asLong() * HIGHEST / most)
                        .toList());
        root.picture("statistics-of-an-organization").isAccessible();
    }

    /** The first table has these periods, and the chart above a bar for each, on the scale of all of them: they are more than the quota. */
    private static void assertFigures(Visitor visitor, JsonNode periods) {
        assertThat(visitor.page().locator("main table").first().locator("time").all())
                .extracting(time -> Instant.parse(time.getAttribute("datetime")))
                .containsExactlyElementsOf(periods.valueStream()
                        .map(period -> Instant.parse(period.path("minute").asString()))
                        .toList());
        List<String> cells =
                visitor.page().locator("main table").first().locator("td").allInnerTexts();
        List<String> expected = new ArrayList<>();
        long byThen = 0;
        for (JsonNode period : periods) {
            byThen += period.path("accepted").asLong();
            counted(period).forEach(expected::add);
            expected.add(String.valueOf(byThen));
        }
        assertThat(cells).isEqualTo(expected);
        List<Long> accepted = periods.valueStream()
                .map(period -> period.path("accepted").asLong())
                .toList();
        long altogether = byThen;
        assertThat(lengths(visitor, "svg:has(#chart-title) rect", "height"))
                .isEqualTo(accepted.stream()
                        .map(count -> count * HIGHEST / altogether)
                        .toList());
    }

    private static Stream<String> counted(JsonNode counts) {
        return COUNTED.stream()
                .map(count -> counts.path(count).isNumber()
                        ? counts.path(count).asString()
                        : String.valueOf(counts.path(count)
                                .valueStream()
                                .mapToLong(JsonNode::asLong)
                                .sum()));
    }

    private static List<Long> lengths(Visitor visitor, String bars, String attribute) {
        return visitor.page().locator(bars).all().stream()
                .map(bar -> Long.valueOf(bar.getAttribute(attribute).replace("%", "")))
                .toList();
    }

    /** The cells of the table beneath the heading. */
    private static List<List<String>> rows(Visitor visitor, String heading) {
        return visitor.page().locator("section:has(h2:text-is(\"%s\")) tbody tr".formatted(heading)).all().stream()
                .map(row -> row.locator("th, td").allInnerTexts())
                .toList();
    }

    /** So many people ask for a seat, and have been counted when this returns. */
    private static void ask(JsonNode invitation, int people) {
        int before = stats(invitation).path("requested").asInt();
        IntStream.range(0, people).forEach(person -> requestSeat(id(invitation), address("asks")));
        await("they are counted")
                .atMost(COUNTED_WITHIN)
                .until(() -> stats(invitation).path("requested").asInt() == before + people);
    }

    /** What has happened so far was earlier. */
    private static void goBack(JsonNode invitation, String interval) {
        int rows = JdbcClient.create(usher.place().database())
                .sql("update directory.invitation_minute set minute = minute - cast(:by as interval)"
                        + " where invitation_id = cast(:invitation as uuid)")
                .param("by", interval)
                .param("invitation", id(invitation))
                .update();
        assertThat(rows).isPositive();
    }

    private static JsonNode stats(JsonNode invitation) {
        return stats(invitation, "");
    }

    private static JsonNode stats(JsonNode invitation, String query) {
        return created(usher.api().get("/invitations/%s/stats%s".formatted(id(invitation), query)));
    }
}
