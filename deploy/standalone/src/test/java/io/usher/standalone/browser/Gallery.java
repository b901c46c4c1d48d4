package io.usher.standalone.browser;

import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import io.usher.standalone.browser.Stop.Guest;
import io.usher.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Takes pictures of every page, on a phone and a desk, light and dark, in each language, and lists them in one file. Run by
 * {@code deploy/gallery}, which passes the system properties.
 */
class Gallery extends BrowserScenario {

    private static final List<String> LANGUAGES = List.of(
            System.getProperty("usher.gallery.languages", "en,de,es,fr,ja").split(","));
    private static final List<ColorScheme> THEMES = Arrays.stream(
                    System.getProperty("usher.gallery.themes", "light,dark").split(","))
            .map(theme -> ColorScheme.valueOf(theme.toUpperCase(Locale.ROOT)))
            .toList();

    /** Of the names of the pages. */
    private static final Pattern PAGES = Pattern.compile(System.getProperty("usher.gallery.pages", ".*"));

    private static final List<Look> SIZES = List.of(Look.PHONE, Look.DESKTOP);

    private final Path folder = Checkout.target().resolve("gallery");
    private final StringBuilder sheet = new StringBuilder();

    @Test
    void picturesOfEveryPage() throws IOException {
        Tour tour = new Tour(usher);
        Files.createDirectories(folder);
        for (String language : LANGUAGES) {
            for (Guest guest : Guest.values()) {
                Visitor visitor = visitor(Look.DESKTOP.in(language));
                tour.admit(visitor, guest);
                tour.speak(visitor, guest, language);
                tour.stops(guest).stream()
                        .filter(stop -> PAGES.matcher(stop.name()).matches())
                        .forEach(stop -> shoot(stop, visitor, language));
            }
        }
        Files.writeString(folder.resolve("index.html"), """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>Pages of Usher</title></head><body>
                <style>figure { display: inline-block; vertical-align: top; margin: 0.5rem } img { height: 24rem }</style>
                %s</body></html>
                """.formatted(sheet));
    }

    private void shoot(Stop stop, Visitor visitor, String language) {
        sheet.append("<h2>%s (%s)</h2>\n".formatted(stop.name(), language));
        stop.visit(visitor);
        for (Look size : SIZES) {
            visitor.page().setViewportSize(size.width(), size.height());
            for (ColorScheme theme : THEMES) {
                visitor.page().emulateMedia(new EmulateMediaOptions().setColorScheme(theme));
                String file = "%s-%s-%d-%s.jpg"
                        .formatted(
                                stop.name(),
                                language,
                                size.width(),
                                theme.name().toLowerCase(Locale.ROOT));
                visitor.page()
                        .screenshot(new ScreenshotOptions()
                                .setPath(folder.resolve(file))
                                .setType(ScreenshotType.JPEG)
                                .setQuality(80)
                                .setFullPage(true));
                sheet.append("<figure><a href=\"%s\"><img src=\"%s\" loading=\"lazy\" alt=\"%s\"></a></figure>\n"
                        .formatted(file, file, file));
            }
        }
    }
}
