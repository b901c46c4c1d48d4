package io.usher.api.pages.console.operations;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.database.Transactions;
import io.usher.api.deadletters.Bytes;
import io.usher.api.deadletters.DeadLetterBody;
import io.usher.api.deadletters.DeadLetterDetails;
import io.usher.api.deadletters.DeadLetterFilter;
import io.usher.api.deadletters.HandlingDeadLetters;
import io.usher.api.deadletters.ReplayingDeadLetters;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import io.usher.api.pages.console.ConsolePages;
import io.usher.runtime.consuming.PositionedConsumer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What no program could read: shown, mended, replayed and deleted. */
@Hidden
@RestController
@RequestMapping("/console/platform/ops")
class DeadLettersController {

    private static final DeadLetterFilter WAITING = DeadLetterFilter.of(null, null, "waiting", null);

    private static final String HERE = "/console/platform/ops";

    private final HandlingDeadLetters handling;
    private final ReplayingDeadLetters replaying;
    private final Transactions transactions;
    private final PageRendering pages;
    private final PositionedConsumer projectionConsumer;
    private final PositionedConsumer deadLetterConsumer;

    DeadLettersController(
            HandlingDeadLetters handling,
            ReplayingDeadLetters replaying,
            Transactions transactions,
            PageRendering pages,
            PositionedConsumer projectionConsumer,
            PositionedConsumer deadLetterConsumer) {
        this.handling = handling;
        this.replaying = replaying;
        this.transactions = transactions;
        this.pages = pages;
        this.projectionConsumer = projectionConsumer;
        this.deadLetterConsumer = deadLetterConsumer;
    }

    /**
     * How far this instance is behind, as its meters say.
     *
     * @param events that it has not counted
     * @param seconds how old the oldest of them may be
     * @param deadLetters that it has not listed
     */
    record Lags(long events, long seconds, long deadLetters) {}

    private Mono<ResponseEntity<String>> open(Function<Caller, Mono<ResponseEntity<String>>> page) {
        return pages.signedIn(person -> {
            person.caller().onPlatform().require(Action.HANDLE_DEAD_LETTERS);
            return page.apply(person.caller());
        });
    }

    /** Those that wait, unless others are asked for. */
    @GetMapping
    Mono<ResponseEntity<String>> list(
            @RequestParam(required = false) @Nullable String topic,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(defaultValue = "waiting") String state,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "") String done,
            PageRequest page,
            ServerHttpRequest request) {
        return open(caller -> {
            DeadLetterFilter filter = DeadLetterFilter.of(topic, reason, state, q);
            return handling.list(caller, filter, page).flatMap(found -> {
                Map<String, Object> model = new HashMap<>();
                model.put(
                        "letters",
                        found.items().stream().map(DeadLetterBody::from).toList());
                model.put("next", ConsolePages.next(request, found.next()));
                model.put("filter", request.getQueryParams().toSingleValueMap());
                model.put("filtered", !filter.equals(WAITING));
                model.put("state", state);
                model.put("states", List.of("waiting", "replayed", "deleted"));
                model.put("done", List.of("replayed", "deleted").contains(done) ? done : null);
                model.put(
                        "lags",
                        new Lags(
                                projectionConsumer.lag(),
                                projectionConsumer.age().toSeconds(),
                                deadLetterConsumer.lag()));
                model.put("console", true);
                return pages.page(HttpStatus.OK, "console/dead-letters", model);
            });
        });
    }

    @GetMapping("/{letter}")
    Mono<ResponseEntity<String>> show(
            @PathVariable("letter") String letter, @RequestParam(defaultValue = "") String done) {
        Map<String, Object> more = new HashMap<>();
        more.put("done", "changed".equals(done) ? done : null);
        return open(caller -> show(caller, HttpStatus.OK, letter, more));
    }

    private Mono<ResponseEntity<String>> show(
            Caller caller, HttpStatus status, String letter, Map<String, Object> more) {
        return handling.find(caller, letter).map(DeadLetterDetails::from).flatMap(found -> {
            Map<String, Object> model = new HashMap<>(more);
            model.put("letter", found);
            model.put("console", true);
            return pages.page(status, "console/dead-letter", model);
        });
    }

    /** Another payload, in text. */
    @PostMapping("/{letter}")
    Mono<ResponseEntity<String>> change(@PathVariable("letter") String letter, ServerWebExchange exchange) {
        return act(
                letter,
                caller -> Form.of(exchange)
                        .flatMap(
                                form -> handling.change(caller, letter, current -> Bytes.ofText(form.typed("payload"))))
                        .thenReturn(PageAnswers.seeOther(HERE + "/" + letter + "?done=changed")));
    }

    @PostMapping("/{letter}/replay")
    Mono<ResponseEntity<String>> replay(@PathVariable("letter") String letter) {
        return act(
                letter,
                caller -> transactions
                        .inOne(replaying.replay(caller, letter))
                        .thenReturn(PageAnswers.seeOther(HERE + "?done=replayed")));
    }

    @PostMapping("/{letter}/delete")
    Mono<ResponseEntity<String>> delete(@PathVariable("letter") String letter) {
        return act(
                letter,
                caller -> handling.delete(caller, letter).thenReturn(PageAnswers.seeOther(HERE + "?done=deleted")));
    }

    /** What is refused for the letter's state is said on its page. */
    private Mono<ResponseEntity<String>> act(String letter, Function<Caller, Mono<ResponseEntity<String>>> action) {
        return open(caller -> action.apply(caller)
                .onErrorResume(Refusal.Conflict.class, refusal -> refused(caller, letter, refusal))
                .onErrorResume(Refusal.AgainstRule.class, refusal -> refused(caller, letter, refusal)));
    }

    private Mono<ResponseEntity<String>> refused(Caller caller, String letter, Refusal refusal) {
        return show(caller, ConsolePages.status(refusal), letter, Map.of("refused", ConsolePages.text(refusal)));
    }
}
