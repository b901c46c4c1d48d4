package io.usher.api.pages;

import io.usher.api.accounts.identities.SignInProviders;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.ReturnCookie;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Makes pages that are for one person, which nobody may keep. */
@Component
public final class PageRendering {

    private static final Logger LOG = LoggerFactory.getLogger(PageRendering.class);

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(2);

    private final PageTemplates templates;
    private final RefusalPages refusals;
    private final SignInProviders providers;
    private final ReturnCookie asked;

    PageRendering(PageTemplates templates, RefusalPages refusals, SignInProviders providers, ReturnCookie asked) {
        this.templates = templates;
        this.refusals = refusals;
        this.providers = providers;
        this.asked = asked;
    }

    /**
     * The page of a template. Templates are read from files, so it is made where that may wait.
     *
     * @param model in which {@code visitor} is put, too: who is signed in, or null; and {@code providers}: where one signs in
     *     beside here
     */
    public Mono<ResponseEntity<String>> page(
            HttpStatus status, String template, Map<String, Object> model, ResponseCookie... cookies) {
        return BrowserSessions.visitor().flatMap(visitor -> {
            Map<String, Object> variables = new HashMap<>(model);
            visitor.ifPresent(signedIn -> variables.put("visitor", signedIn));
            variables.put("providers", providers.buttons());
            return Preferences.current()
                    .map(preferences -> preferences.withLanguage(
                            visitor.map(SignedIn::locale).orElse(null)))
                    .publishOn(Schedulers.boundedElastic())
                    .map(preferences -> templates.html(template, preferences, variables))
                    .map(html -> PageAnswers.page(status, cookies).body(html));
        });
    }

    /** The page as {@link #page}, and whoever signs in on it is led back to it. */
    public Mono<ResponseEntity<String>> pageToComeBackTo(
            HttpStatus status, String template, Map<String, Object> model, ResponseCookie... cookies) {
        return comingBack()
                .flatMap(back -> page(
                        status,
                        template,
                        model,
                        Stream.of(back, cookies).flatMap(Stream::of).toArray(ResponseCookie[]::new)));
    }

    /** A page that says one thing. The texts are {@code <key>.title} and {@code <key>.text}. */
    public Mono<ResponseEntity<String>> notice(HttpStatus status, String key, String link, String linkText) {
        return page(status, "notice", Map.of("key", key, "link", link, "linkText", linkText));
    }

    /** The page for who is signed in; others are asked to. What is refused, or cannot be made now, is a page that says so. */
    public Mono<ResponseEntity<String>> signedIn(Function<SignedIn, Mono<ResponseEntity<String>>> page) {
        return orRefusal(
                BrowserSessions.visitor().flatMap(visitor -> visitor.map(page).orElseGet(this::signIn)));
    }

    private Mono<ResponseEntity<String>> signIn() {
        return comingBack().map(cookies -> PageAnswers.seeOther("/sign-in", cookies));
    }

    /** Leads whoever signs in back to the page that is being served, if there is a way back to it. */
    private Mono<ResponseCookie[]> comingBack() {
        return Mono.deferContextual(context -> Mono.just(
                ServerWebExchangeContextFilter.getExchange(context)
                        .flatMap(exchange -> asked.of(exchange.getRequest()))
                        .stream()
                        .toArray(ResponseCookie[]::new)));
    }

    /** The page; if that is refused or cannot be made now, one that says so. */
    public Mono<ResponseEntity<String>> orRefusal(Mono<ResponseEntity<String>> page) {
        return orElse(page, refusal -> refusals.page(Problem.of(refusal)));
    }

    /** The page of whoever has asked for a seat just now; if it cannot be made, one that says that the request is in. */
    public Mono<ResponseEntity<String>> orAsked(Mono<ResponseEntity<String>> page) {
        return orElse(page, refusal -> refusals.asked(Problem.of(refusal)));
    }

    private static Mono<ResponseEntity<String>> orElse(
            Mono<ResponseEntity<String>> page, Function<Refusal, Mono<ResponseEntity<String>>> other) {
        return page.onErrorResume(Refusal.class, other).onErrorResume(Outage::isBehind, outage -> {
            LOG.warn("page: answered 503, the person is to try again: {}", Outage.describe(outage));
            return other.apply(Refusal.unavailable(TRY_AGAIN_AFTER));
        });
    }
}
