package io.usher.api.pages.joining;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.StoreFailure;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.id.AcceptanceId;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells the page of somebody's own request that there is something else to see. What, says the page alone. */
@Hidden
@RestController
class LiveOutcomeController {

    private static final Duration COMMENT_EVERY = Duration.ofSeconds(15);

    private final FollowingAcceptances following;

    LiveOutcomeController(FollowingAcceptances following) {
        this.following = following;
    }

    /**
     * Ends once the outcome is another than the one that was seen. 204 if too many wait for theirs: then browsers do not come
     * back, and the page looks for itself.
     */
    @GetMapping("/a/{acceptance}/live")
    Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> live(
            @PathVariable("acceptance") String acceptance, @RequestParam("seen") String seen) {
        return Mono.zip(
                        BrowserSessions.visitor().flatMap(Mono::justOrEmpty),
                        Mono.justOrEmpty(OutcomeController.id(acceptance)),
                        Mono.justOrEmpty(Outcome.named(seen)))
                .flatMap(asked -> live(asked.getT1(), asked.getT2(), asked.getT3()))
                .defaultIfEmpty(ResponseEntity.notFound().build())
                .onErrorResume(
                        LiveOutcomeController::isNotKnownNow,
                        busy -> Mono.just(ResponseEntity.noContent().build()));
    }

    private Mono<ResponseEntity<Flux<ServerSentEvent<String>>>> live(SignedIn person, AcceptanceId id, Outcome seen) {
        return following
                .findOwn(person.email(), id)
                .map(own -> following.isFull() ? ResponseEntity.noContent().build() : stream(person, own, seen));
    }

    private static boolean isNotKnownNow(Throwable failure) {
        return failure instanceof Refusal || failure instanceof StoreFailure;
    }

    private ResponseEntity<Flux<ServerSentEvent<String>>> stream(SignedIn person, Acceptance own, Outcome seen) {
        Flux<ServerSentEvent<String>> changed = following
                .nextOfOwn(person.caller(), person.email(), own.id(), seen)
                .map(next -> ServerSentEvent.builder("changed").build())
                .onErrorResume(LiveOutcomeController::isNotKnownNow, busy -> Mono.empty())
                .flux();
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .body(changed.publish(
                        shared -> Flux.merge(comments().takeUntilOther(shared.ignoreElements()), shared)));
    }

    private static Flux<ServerSentEvent<String>> comments() {
        return Flux.interval(Duration.ZERO, COMMENT_EVERY)
                .onBackpressureDrop()
                .map(tick ->
                        ServerSentEvent.<String>builder().comment("waiting").build());
    }
}
