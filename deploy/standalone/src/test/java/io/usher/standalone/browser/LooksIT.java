package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.options.ColorScheme;
import io.usher.standalone.browser.Stop.Guest;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How every page looks, to whoever reads it by eye or by ear, in each language. One load of a page serves many checks. */
class LooksIT extends BrowserScenario {

    private static final int NARROW = 320;
    private static final int WIDE = 1280;

    /** What depends on colours, or on sizes: the rest is the same as in a light, wide window. */
    private static final List<String> SEEN = List.of("color-contrast", "target-size", "scrollable-region-focusable");

    /** Texts whose times are shown in UTC, or whose key has no text, as Thymeleaf writes it; pages without document type. */
    private static final String FLAWS = """
            [document.compatMode].filter(mode => mode !== 'CSS1Compat').concat(
              [...document.body.innerText.matchAll(/\\?\\?[^?]*\\?\\?/g)].map(found => found[0]),
              [...document.querySelectorAll('time[data-local]')].map(time => time.textContent)
                .filter(text => text.includes('UTC')))""";

    /** Tables of which one sees a part: on a phone the actions of a row would be out of sight. */
    private static final String SIDEWAYS = """
            [...document.querySelectorAll('.wide')].filter(part => part.scrollWidth > part.clientWidth + 1)
              .map(part => part.scrollWidth + ' in ' + part.clientWidth)""";

    /** Whether two letters look different from each other and from one for which no font has a shape. */
    private static final String RENDERED = """
            letters => {
              const drawn = letter => {
                const canvas = document.createElement('canvas');
                canvas.width = canvas.height = 64;
                const pen = canvas.getContext('2d');
                pen.font = '48px ' + getComputedStyle(document.body).fontFamily;
                pen.fillText(letter, 4, 50);
                return canvas.toDataURL();
              };
              return new Set([...letters, '\\uE123'].map(drawn)).size === letters.length + 1;
            }""";

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static Tour tour;

    @BeforeAll
    static void prepare() {
        tour = new Tour(usher);
    }

    @Test
    void everyPageIsAccessibleInLightAndDark() {
        SoftAssertions all = new SoftAssertions();
        for (Guest guest : Guest.values()) {
            Visitor visitor = guest(guest, "en");
            for (Stop stop : tour.stops(guest)) {
                stop.visit(visitor);
                window(visitor, WIDE, ColorScheme.LIGHT);
                all.assertThat(visitor.violations(List.of()))
                        .as(stop + ", light")
                        .isEmpty();
                check(all, visitor, stop);
                window(visitor, NARROW, ColorScheme.DARK);
                all.assertThat(visitor.violations(SEEN)).as(stop + ", dark").isEmpty();
            }
        }
        all.assertAll();
    }

    /**
     * German has the longest words, and Japanese breaks lines elsewhere. Spanish and French have words of much the same
     * lengths: each visits every second page.
     */
    @ParameterizedTest
    @CsvSource({"de, 0, 1", "ja, 0, 1", "es, 0, 2", "fr, 1, 2"})
    void everyPageIsTranslatedAndFitsItsWindow(String language, int first, int each) {
        SoftAssertions all = new SoftAssertions();
        for (Guest guest : Guest.values()) {
            Visitor visitor = guest(guest, language);
            List<Stop> stops = tour.stops(guest);
            for (int i = first; i < stops.size(); i += each) {
                Stop stop = stops.get(i);
                stop.visit(visitor);
                all.assertThat(visitor.page().locator("html").getAttribute("lang"))
                        .as("language of %s", stop)
                        .isEqualTo(language);
                window(visitor, WIDE, ColorScheme.LIGHT);
                check(all, visitor, stop);
            }
        }
        all.assertAll();
    }

    @Test
    void japaneseIsDrawnWithShapesOfItsOwn() {
        Visitor visitor = guest(Guest.STRANGER, "ja").open("/sign-in");
        assertThat(visitor.page().evaluate(RENDERED, "招待状"))
                .as("a font for Japanese (on Debian: apt-get install fonts-ipafont-gothic)")
                .isEqualTo(true);
    }

    @Test
    void timesAreThoseOfWhoeverLooks() {
        Stop open = tour.stop("landing-open-until");
        Visitor visitor = guest(Guest.STRANGER, "en");
        open.visit(visitor).sees("1 September 2099 at 00:00");
        visitor = guest(Guest.STRANGER, "ja");
        open.visit(visitor).sees("2099年9月1日 0:00");
    }

    private Visitor guest(Guest guest, String language) {
        Visitor visitor = visitor(Look.DESKTOP.in(language.equals("en") ? "en-GB" : language));
        tour.admit(visitor, guest);
        tour.speak(visitor, guest, language);
        return visitor;
    }

    private static void check(SoftAssertions all, Visitor visitor, Stop stop) {
        all.assertThat((List<?>) visitor.page().evaluate(FLAWS)).as(stop.name()).isEmpty();
        all.assertThat(visitor.tooWide()).as("%s at %d", stop, WIDE).isEmpty();
        window(visitor, NARROW, ColorScheme.LIGHT);
        all.assertThat(visitor.tooWide()).as("%s at %d", stop, NARROW).isEmpty();
        all.assertThat((List<?>) visitor.page().evaluate(SIDEWAYS))
                .as("scrolled sideways on a phone: %s", stop)
                .isEmpty();
    }

    private static void window(Visitor visitor, int width, ColorScheme colors) {
        visitor.page().setViewportSize(width, Look.DESKTOP.height());
        visitor.page().emulateMedia(new EmulateMediaOptions().setColorScheme(colors));
    }
}
