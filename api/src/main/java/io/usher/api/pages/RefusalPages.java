package io.usher.api.pages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.usher.api.http.problem.Problem;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Pages that say what is refused, without looking who is signed in, which may be what failed. */
@Component
final class RefusalPages {

    /** Some 2 MB. */
    private static final int MOST = 1000;

    private final PageTemplates templates;

    /** Whoever is refused for too much is to cost little. */
    private final Cache<Refused, String> made =
            Caffeine.newBuilder().maximumSize(MOST).build();

    RefusalPages(PageTemplates templates) {
        this.templates = templates;
    }

    private record Refused(String key, long minutes, Preferences preferences) {}

    Mono<ResponseEntity<String>> page(Problem problem) {
        return page(problem, key(problem));
    }

    /** For whoever has asked for a seat just now: that the request is in. */
    Mono<ResponseEntity<String>> asked(Problem problem) {
        return page(problem, "asked");
    }

    /** The page at once. Reads files. */
    String html(Problem problem, Locale language) {
        return html(new Refused(key(problem), minutes(problem), new Preferences(language, null)));
    }

    /** @param key its texts are {@code <key>.title} and {@code <key>.text} */
    private Mono<ResponseEntity<String>> page(Problem problem, String key) {
        return Preferences.current()
                .flatMap(preferences -> kept(new Refused(key, minutes(problem), preferences)))
                .map(html -> PageAnswers.tryAgain(
                        PageAnswers.page(HttpStatusCode.valueOf(problem.status()))
                                .body(html),
                        Optional.ofNullable(problem.retryAfter())));
    }

    private Mono<String> kept(Refused refused) {
        String before = made.getIfPresent(refused);
        return before != null
                ? Mono.just(before)
                : Mono.fromSupplier(() -> made.get(refused, this::html)).subscribeOn(Schedulers.boundedElastic());
    }

    private String html(Refused refused) {
        return templates.html(
                "refused", refused.preferences(), Map.of("key", refused.key(), "minutes", refused.minutes()));
    }

    private static String key(Problem problem) {
        return "status." + said(problem.status());
    }

    /** The status whose text fits this one. */
    private static int said(int status) {
        return switch (status) {
            case 400, 401, 403, 404, 409, 412, 413, 422, 429, 500, 503 -> status;
            case 405 -> 404;
            default -> status < 500 ? 400 : 500;
        };
    }

    private static long minutes(Problem problem) {
        return (seconds(problem) + 59) / 60;
    }

    private static long seconds(Problem problem) {
        Duration wait = problem.retryAfter();
        return wait == null ? 1 : Math.max(1, wait.toSeconds());
    }
}
