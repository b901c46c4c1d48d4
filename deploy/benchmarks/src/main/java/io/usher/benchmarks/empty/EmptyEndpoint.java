package io.usher.benchmarks.empty;

import static java.util.UUID.randomUUID;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.usher.api.http.security.Caller;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Takes the request for a seat, behind the same filters and from the same caller, and answers it at once. */
@RequestMapping(path = "/api/v1/empty/{invitation}/acceptances", produces = APPLICATION_JSON_VALUE)
@RestController
class EmptyEndpoint {

    /** As the API's. */
    record Asked(
            @Nullable String email,
            @Nullable String firstName,
            @Nullable String lastName) {}

    /** As the API's. */
    record Pending(UUID id, UUID invitation, @Nullable String email, String outcome, Instant requestedAt) {}

    @PostMapping
    Mono<ResponseEntity<Object>> ask(Caller caller, @PathVariable UUID invitation, @RequestBody Asked body) {
        UUID id = randomUUID();
        return Mono.just(ResponseEntity.accepted()
                .location(URI.create("/api/v1/acceptances/" + id))
                .body(new Pending(id, invitation, body.email(), "pending", Instant.now())));
    }
}
