package io.usher.api.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.usher.api.accounts.identities.SignInProviders;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.PageHeaders;
import io.usher.api.http.security.ReturnCookie;
import io.usher.runtime.Outage;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Makes pages that are for one person, which nobody may keep. */
@Component
public final class PageRendering {

    private static final Logger LOG = LoggerFactory.getLogger(PageRendering.class);

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, UTF_8);
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(2);

    /** Some 2 MB. */
    private static final int MOST_REFUSALS = 1000;

    private final ITemplateEngine templates;
    private final SignInProviders providers;
    private final ReturnCookie asked;

    /** Whoever is refused for too much is to cost little. */
    private final Cache<Refused, String> refusals =
            Caffeine.newBuilder().maximumSize(MOST_REFUSALS).build();

    PageRendering(ITemplateEngine templates, SignInProviders providers, ReturnCookie asked) {
        this.templates = templates;
        this.providers = providers;
        this.asked = asked;
    }

    private record Refused(String key, long minutes, Preferences preferences) {}

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
                    .map(preferences -> html(templates, template, preferences, variables))
                    .map(html -> answer(status, cookies).body(html));
        });
    }

    /** The page as {@link #page}, and whoever signs in on it is led back to it. */
    public Mono<ResponseEntity<String>> pageToComeBackTo(
            HttpStatus status, String template, Map<String, Object> model) {
        return comingBack().flatMap(cookies -> page(status, template, model, cookies));
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatusCode status, ResponseCookie... cookies) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                .headers(headers -> set(headers, cookies));
    }

    /** A page as text. Reads files. */
    public static String html(
            ITemplateEngine templates, String template, Preferences preferences, Map<String, Object> model) {
        Map<String, Object> variables = new HashMap<>(model);
        boolean console = model.containsKey("console");
        variables.put("styles", paths("pico.min.css", "usher.css", console ? "console.css" : null));
        variables.put("scripts", paths("live.js", console ? "console.js" : null));
        variables.put("times", new PageTimes(preferences.language()));
        variables.put("numbers", new PageNumbers(preferences.language()));
        if (preferences.theme() != null) {
            variables.put("theme", preferences.theme());
        }
        return templates.process("pages/" + template, new Context(preferences.language(), variables));
    }

    private static List<String> paths(@Nullable String... assets) {
        return Stream.of(assets).filter(Objects::nonNull).map(Assets::path).toList();
    }

    private static void set(HttpHeaders headers, ResponseCookie... cookies) {
        PageHeaders.set(headers);
        for (ResponseCookie cookie : cookies) {
            headers.add(HttpHeaders.SET_COOKIE, cookie.toString());
        }
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
        return comingBack().map(cookies -> seeOther("/sign-in", cookies));
    }

    /** Leads whoever signs in back to the page that is being served, if there is a way back to it. */
    private Mono<ResponseCookie[]> comingBack() {
        return Mono.deferContextual(context -> Mono.just(
                ServerWebExchangeContextFilter.getExchange(context)
                        .flatMap(exchange -> asked.of(exchange.getRequest()))
                        .stream()
                        .toArray(ResponseCookie[]::new)));
    }

    /** On to another page of ours. */
    public static ResponseEntity<String> seeOther(String path, ResponseCookie... cookies) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(path))
                .cacheControl(CacheControl.noStore())
                .headers(headers -> set(headers, cookies))
                .build();
    }

    /** The page; if that is refused or cannot be made now, one that says so. */
    public Mono<ResponseEntity<String>> orRefusal(Mono<ResponseEntity<String>> page) {
        return orElse(page, refusal -> refused(Problem.of(refusal)));
    }

    /** The page of whoever has asked for a seat just now; if it cannot be made, one that says that the request is in. */
    public Mono<ResponseEntity<String>> orAsked(Mono<ResponseEntity<String>> page) {
        return orElse(page, refusal -> refused(Problem.of(refusal), "asked"));
    }

    private static Mono<ResponseEntity<String>> orElse(
            Mono<ResponseEntity<String>> page, Function<Refusal, Mono<ResponseEntity<String>>> other) {
        return page.onErrorResume(Refusal.class, other).onErrorResume(Outage::isBehind, outage -> {
            LOG.warn("page: answered 503, the person is to try again: {}", outage.toString());
            return other.apply(Refusal.unavailable(TRY_AGAIN_AFTER));
        });
    }

    Mono<ResponseEntity<String>> refused(Problem problem) {
        return refused(problem, key(problem));
    }

    /** The page as {@link #refused}, at once. Reads files. */
    String refusal(Problem problem, Locale language) {
        return html(new Refused(key(problem), minutes(problem), new Preferences(language, null)));
    }

    private static String key(Problem problem) {
        return "status." + said(problem.status());
    }

    private static long minutes(Problem problem) {
        return (seconds(problem) + 59) / 60;
    }

    private static long seconds(Problem problem) {
        Duration wait = problem.retryAfter();
        return wait == null ? 1 : Math.max(1, wait.toSeconds());
    }

    /** The status whose text fits this one. */
    private static int said(int status) {
        return switch (status) {
            case 400, 401, 403, 404, 409, 412, 413, 422, 429, 500, 503 -> status;
            case 405 -> 404;
            default -> status < 500 ? 400 : 500;
        };
    }

    /**
     * Without looking who is signed in, which may be what failed.
     *
     * @param key of the texts, as in {@link #notice}
     */
    private Mono<ResponseEntity<String>> refused(Problem problem, String key) {
        return Preferences.current()
                .flatMap(preferences -> refused(new Refused(key, minutes(problem), preferences)))
                .map(html -> answer(HttpStatusCode.valueOf(problem.status()))
                        .headers(headers -> {
                            if (problem.retryAfter() != null) {
                                headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds(problem)));
                            }
                        })
                        .body(html));
    }

    private Mono<String> refused(Refused refused) {
        String made = refusals.getIfPresent(refused);
        return made != null
                ? Mono.just(made)
                : Mono.fromSupplier(() -> refusals.get(refused, this::html)).subscribeOn(Schedulers.boundedElastic());
    }

    private String html(Refused refused) {
        return html(
                templates,
                "refused",
                refused.preferences(),
                Map.of("key", refused.key(), "minutes", refused.minutes()));
    }
}
