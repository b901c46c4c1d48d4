package io.usher.api.pages;

import java.util.List;
import java.util.Locale;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import reactor.core.publisher.Mono;

/** The language of a page: what the browser asks for, if there are texts in it; otherwise English. */
final class PageLanguage {

    private static final AcceptHeaderLocaleContextResolver BROWSERS = browsers();

    private PageLanguage() {}

    private static AcceptHeaderLocaleContextResolver browsers() {
        AcceptHeaderLocaleContextResolver resolver = new AcceptHeaderLocaleContextResolver();
        resolver.setSupportedLocales(List.of(Locale.ENGLISH, Locale.GERMAN));
        resolver.setDefaultLocale(Locale.ENGLISH);
        return resolver;
    }

    /** Of the page that is being served. */
    static Mono<Locale> current() {
        return Mono.deferContextual(context -> Mono.just(ServerWebExchangeContextFilter.getExchange(context)
                .map(PageLanguage::of)
                .orElse(Locale.ENGLISH)));
    }

    private static Locale of(ServerWebExchange exchange) {
        Locale asked = BROWSERS.resolveLocaleContext(exchange).getLocale();
        return asked == null ? Locale.ENGLISH : asked;
    }
}
