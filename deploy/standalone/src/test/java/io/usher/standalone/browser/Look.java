package io.usher.standalone.browser;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
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

    /** Times are shown for Berlin: neither UTC nor the machine's. Nothing moves: colours are what they are to be at once. */
    NewContextOptions options() {
        return new NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(colors)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale(language)
                .setJavaScriptEnabled(scripts)
                .setTimezoneId("Europe/Berlin")
                .setPermissions(List.of("clipboard-read", "clipboard-write"));
    }
}
