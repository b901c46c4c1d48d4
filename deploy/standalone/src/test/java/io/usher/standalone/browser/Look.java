package io.usher.standalone.browser;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;

/**
 * How a browser shows pages.
 *
 * @param language of the browser, such as {@code de-DE}
 * @param scripts whether scripts run
 */
record Look(int width, int height, ColorScheme colors, String language, boolean scripts) {

    static final Look DESKTOP = new Look(1280, 800, ColorScheme.LIGHT, "en-GB", true);
    static final Look PHONE = new Look(390, 844, ColorScheme.LIGHT, "en-GB", true);

    Look dark() {
        return new Look(width, height, ColorScheme.DARK, language, scripts);
    }

    Look in(String another) {
        return new Look(width, height, colors, another, scripts);
    }

    Look wide(int pixels) {
        return new Look(pixels, height, colors, language, scripts);
    }

    Look withoutScripts() {
        return new Look(width, height, colors, language, false);
    }

    /** Times are shown for Berlin: neither UTC nor the machine's. */
    NewContextOptions options() {
        return new NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(colors)
                .setLocale(language)
                .setJavaScriptEnabled(scripts)
                .setTimezoneId("Europe/Berlin")
                .setPermissions(List.of("clipboard-read", "clipboard-write"));
    }
}
