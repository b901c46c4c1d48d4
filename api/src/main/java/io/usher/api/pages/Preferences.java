package io.usher.api.pages;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import reactor.core.publisher.Mono;

/**
 * How somebody wants to see pages.
 *
 * @param language one of those that there are texts in
 * @param theme {@code light} or {@code dark}; null = as the device has it
 */
public record Preferences(Locale language, @Nullable String theme) {

    /** Those that there are texts in. */
    public static final List<Locale> LANGUAGES =
            List.of(Locale.ENGLISH, Locale.GERMAN, Locale.of("es"), Locale.FRENCH, Locale.JAPANESE);

    private static final Set<String> THEMES = Set.of("light", "dark");

    private static final Preferences USUAL = new Preferences(Locale.ENGLISH, null);

    private static final AcceptHeaderLocaleContextResolver BROWSERS = browsers();

    private static AcceptHeaderLocaleContextResolver browsers() {
        AcceptHeaderLocaleContextResolver resolver = new AcceptHeaderLocaleContextResolver();
        resolver.setSupportedLocales(LANGUAGES);
        resolver.setDefaultLocale(Locale.ENGLISH);
        return resolver;
    }

    /** What was chosen in this browser; otherwise the language that it asks for, or English. */
    public static Preferences of(ServerWebExchange exchange) {
        return new Preferences(
                cookie(exchange, PreferenceCookies.LANGUAGE)
                        .flatMap(Preferences::language)
                        .orElseGet(() -> asked(exchange)),
                cookie(exchange, PreferenceCookies.THEME)
                        .flatMap(Preferences::theme)
                        .orElse(null));
    }

    /** Of whoever looks at the page that is being served. */
    static Mono<Preferences> current() {
        return Mono.deferContextual(context -> Mono.just(ServerWebExchangeContextFilter.getExchange(context)
                .map(Preferences::of)
                .orElse(USUAL)));
    }

    /** With the language of their account, if there is one and there are texts in it. */
    Preferences withLanguage(@Nullable String tag) {
        return tag == null
                ? this
                : language(tag).map(own -> new Preferences(own, theme)).orElse(this);
    }

    /** Empty if there are no texts in it. */
    public static Optional<Locale> language(String tag) {
        return LANGUAGES.stream().filter(one -> one.toLanguageTag().equals(tag)).findFirst();
    }

    /** Empty if it is none. */
    public static Optional<String> theme(String name) {
        return Optional.of(name).filter(THEMES::contains);
    }

    private static Optional<String> cookie(ServerWebExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequest().getCookies().getFirst(name))
                .map(HttpCookie::getValue);
    }

    private static Locale asked(ServerWebExchange exchange) {
        Locale asked = BROWSERS.resolveLocaleContext(exchange).getLocale();
        return asked == null ? Locale.ENGLISH : asked;
    }
}
