package io.usher.api.landing.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.checking.Reference;
import io.usher.api.inviting.Invitation;
import io.usher.api.inviting.Invitations;
import io.usher.api.landing.OpeningLinks;
import io.usher.api.listing.PageRequest;
import io.usher.api.organizing.Organization;
import io.usher.api.organizing.Organizations;
import io.usher.api.organizing.Plan;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.thymeleaf.spring6.SpringTemplateEngine;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class LandingControllerTest {

    private final AtomicInteger loads = new AtomicInteger();
    private final Sinks.Empty<Invitation> database = Sinks.empty();

    private final LandingController controller = new LandingController(
            new OpeningLinks(new Nobody(), new Nowhere()), new SpringTemplateEngine(), Clock.systemUTC());

    @Test
    void everybodyWhoOpensALinkAtOnceSharesOneLoad() {
        int people = 10_000;
        StepVerifier.create(Flux.range(0, people).flatMap(person -> controller.open("popular"), people))
                .then(() -> assertThat(loads).hasValue(1))
                .then(() -> database.tryEmitEmpty().orThrow())
                .expectNextCount(people)
                .verifyComplete();
        assertThat(loads).hasValue(1);
    }

    @Test
    void whatCannotBeACodeIsNotLoaded() {
        StepVerifier.create(controller.open("x".repeat(65)).concatWith(controller.open("a b")))
                .assertNext(page -> assertThat(page.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(loads).hasValue(0);
    }

    @Test
    void onlyAFewCodesAreLoadedAtATime() {
        StepVerifier.create(Flux.range(0, 100).flatMap(code -> controller.open("code-" + code), 100))
                .then(() -> assertThat(loads).hasValue(4))
                .then(() -> database.tryEmitEmpty().orThrow())
                .expectNextCount(100)
                .verifyComplete();
        assertThat(loads).hasValue(100);
    }

    /** Has no invitation, and is slow to say so. */
    private final class Nobody implements Invitations {

        @Override
        public Mono<Invitation> find(Reference reference) {
            return Mono.defer(() -> {
                loads.incrementAndGet();
                return database.asMono();
            });
        }

        @Override
        public Mono<Void> add(Invitation invitation) {
            return Mono.empty();
        }

        @Override
        public Mono<Invitation> lock(InvitationId id) {
            return Mono.empty();
        }

        @Override
        public Flux<InvitationId> naming(OrganizationId organization, String address, int limit) {
            return Flux.empty();
        }

        @Override
        public Mono<Void> change(Invitation invitation) {
            return Mono.empty();
        }

        @Override
        public Flux<Invitation> list(OrganizationId organization, Filter filter, PageRequest page) {
            return Flux.empty();
        }
    }

    private static final class Nowhere implements Organizations {

        @Override
        public Mono<Boolean> add(Organization organization, Instant now) {
            return Mono.empty();
        }

        @Override
        public Mono<Organization> find(Reference reference) {
            return Mono.empty();
        }

        @Override
        public Mono<Organization> lock(OrganizationId id, boolean toChange) {
            return Mono.empty();
        }

        @Override
        public Flux<Organization> list(@Nullable OrganizationId only, PageRequest page) {
            return Flux.empty();
        }

        @Override
        public Mono<Void> change(OrganizationId id, String name, Plan plan, Instant now) {
            return Mono.empty();
        }

        @Override
        public Flux<String> roleNames(OrganizationId id) {
            return Flux.empty();
        }
    }
}
