package io.usher.api.pages.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.problem.Refusal.TooMany;
import io.usher.api.http.security.LimitSettings;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.InvitationFixture;
import io.usher.api.invitations.Invitations;
import io.usher.api.invitations.PublicUrl;
import io.usher.api.organizations.BuiltInRole;
import io.usher.api.organizations.Organization;
import io.usher.api.organizations.Organizations;
import io.usher.api.organizations.Plan;
import io.usher.api.pages.PageTemplates;
import io.usher.api.pages.Preferences;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import org.thymeleaf.templateresolver.ITemplateResolver;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class LandingPagesTest {

    private static final String KNOWN = "known";
    private static final String NETWORK = "192.0.2.1";

    private final AtomicInteger loads = new AtomicInteger();
    private final Sinks.Empty<Invitation> database = Sinks.empty();
    private @Nullable Refusal failure;
    private boolean isDeleted;
    private String description = "";

    private final AtomicLong nanos = new AtomicLong();
    private final LandingPages pages = pages(new SpringTemplateEngine());

    private LandingPages pages(ITemplateEngine templates) {
        return new LandingPages(
                new OpeningLinks(new Known(), new Somewhere()),
                new PageTemplates(templates),
                new InvitationCookie(new PublicUrl(URI.create("http://localhost:8080"))),
                Clock.systemUTC(),
                new LimitSettings.Rate(1, 100),
                nanos::get);
    }

    private static Mono<ResponseEntity<byte[]>> open(LandingPages shown, String code, String network) {
        return shown.open(code, network, new Preferences(Locale.ENGLISH, null), false);
    }

    @Test
    void everybodyWhoOpensALinkAtOnceSharesOneLoad() {
        int people = 10_000;
        StepVerifier.create(Flux.range(0, people).flatMap(person -> open(pages, "popular", NETWORK), people))
                .then(() -> assertThat(loads).hasValue(1))
                .then(() -> database.tryEmitEmpty().orThrow())
                .expectNextCount(people)
                .verifyComplete();
        assertThat(loads).hasValue(1);
    }

    @Test
    void whatCannotBeACodeIsNotLoaded() {
        StepVerifier.create(open(pages, "x".repeat(65), NETWORK).concatWith(open(pages, "a b", NETWORK)))
                .assertNext(page -> assertThat(page.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(loads).hasValue(0);
    }

    @Test
    void onlyAFewCodesAreLoadedAtATime() {
        StepVerifier.create(Flux.range(0, 100).flatMap(code -> open(pages, "code-" + code, NETWORK), 100))
                .then(() -> assertThat(loads).hasValue(4))
                .then(() -> database.tryEmitEmpty().orThrow())
                .expectNextCount(100)
                .verifyComplete();
        assertThat(loads).hasValue(100);
    }

    @Test
    void theLastPageOfAKnownLinkIsShownWhileStrangersKeepEverythingBusy() {
        assertThat(status(KNOWN)).isEqualTo(HttpStatus.OK);
        StepVerifier.create(Flux.range(0, 1000)
                        .flatMap(i -> open(pages, "guess-" + i, "network " + i).onErrorComplete(Refusal.class), 1000))
                .then(() -> {
                    pass(Duration.ofSeconds(2));
                    assertThat(status(KNOWN)).isEqualTo(HttpStatus.OK);
                    pass(Duration.ofSeconds(2));
                    isDeleted = true;
                    assertThat(status(KNOWN)).isEqualTo(HttpStatus.GONE);
                })
                .thenCancel()
                .verify();
    }

    @Test
    void theLastPageOfAKnownLinkIsShownForAMinuteWhileItCannotBeReadAgain() {
        assertThat(status(KNOWN)).isEqualTo(HttpStatus.OK);
        failure = Refusal.unavailable(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(59));
        assertThat(status(KNOWN)).isEqualTo(HttpStatus.OK);
        pass(Duration.ofSeconds(2));
        assertThatThrownBy(() -> status(KNOWN)).isInstanceOf(Refusal.class);
    }

    @Test
    void theLastPagesOfTenThousandLinksAreShownWhileTheyCannotBeReadAgain() {
        assertThat(shownOf(10_000, pages)).isEqualTo(10_000);
        failure = Refusal.unavailable(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(2));
        assertThat(shownOf(10_000, pages)).isEqualTo(10_000);
    }

    @Test
    void everyPageHasItsOwnTitleAndTheStyles() {
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateResolver(templatesOnTheClassPath());
        engine.setTemplateEngineMessageSource(texts());
        LandingPages shown = pages(engine);
        database.tryEmitEmpty().orThrow();

        assertThat(html(shown, KNOWN))
                .containsOnlyOnce("<title>Challenge · Usher</title>")
                .containsOnlyOnce("/usher.css");
        assertThat(html(shown, "guess"))
                .containsOnlyOnce("<title>There is no such invitation · Usher</title>")
                .containsOnlyOnce("/usher.css");
        isDeleted = true;
        pass(Duration.ofSeconds(2));
        assertThat(html(shown, KNOWN))
                .containsOnlyOnce("<title>This invitation was deleted · Usher</title>")
                .containsOnlyOnce("/usher.css");
    }

    private static String html(LandingPages shown, String code) {
        return new String(
                requireNonNull(
                        open(shown, code, NETWORK).blockOptional().orElseThrow().getBody()),
                UTF_8);
    }

    /** A flood of links to long descriptions does not fill the memory. */
    @Test
    void ofLongPagesFewerAreKept() {
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateResolver(templatesOnTheClassPath());
        engine.setTemplateEngineMessageSource(texts());
        LandingPages shown = pages(engine);
        description = "&".repeat(5000);
        assertThat(shownOf(3000, shown)).isEqualTo(3000);
        failure = Refusal.unavailable(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(2));
        await().untilAsserted(() -> assertThat(shownOf(3000, shown)).isBetween(500L, 1500L));
    }

    private static MessageSource texts() {
        ResourceBundleMessageSource texts = new ResourceBundleMessageSource();
        texts.setBasename("io/usher/api/pages/messages");
        texts.setDefaultEncoding("UTF-8");
        texts.setFallbackToSystemLocale(false);
        return texts;
    }

    private static ITemplateResolver templatesOnTheClassPath() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        return resolver;
    }

    private long shownOf(int links, LandingPages shown) {
        return IntStream.range(0, links)
                .filter(i -> open(shown, KNOWN + i, "network " + i)
                        .onErrorComplete(Refusal.class)
                        .blockOptional()
                        .isPresent())
                .count();
    }

    @Test
    void aRefusalIsForThoseAloneWhoWaitedForIt() {
        failure = Refusal.unavailable(Duration.ofSeconds(1));
        assertThatThrownBy(() -> status(KNOWN)).isInstanceOf(Refusal.class);
        failure = null;
        assertThat(status(KNOWN)).isEqualTo(HttpStatus.OK);
    }

    @Test
    void oneNetworkTriesOnlySoManyUnknownCodes() {
        database.tryEmitEmpty().orThrow();
        for (int i = 0; i < 100; i++) {
            assertThat(status("guess-" + i)).isEqualTo(HttpStatus.NOT_FOUND);
        }
        assertThatThrownBy(() -> status("guess-100")).isInstanceOf(TooMany.class);
        assertThat(open(pages, "guess-100", "198.51.100.1").blockOptional()).isPresent();
    }

    @Test
    void everybodyBehindOneAddressOpensAKnownLink() {
        for (int i = 0; i < 1000; i++) {
            assertThat(status(KNOWN)).isEqualTo(HttpStatus.OK);
            pass(Duration.ofSeconds(2));
        }
    }

    private HttpStatusCode status(String code) {
        return open(pages, code, NETWORK).blockOptional().orElseThrow().getStatusCode();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Has the invitations whose code begins with {@link #KNOWN}, and is slow to say so of others. */
    private final class Known implements Invitations {

        @Override
        public Mono<Invitation> find(Reference reference) {
            return Mono.defer(() -> {
                loads.incrementAndGet();
                return failure != null
                        ? Mono.error(failure)
                        : reference.text().startsWith(KNOWN) ? Mono.just(invitation()) : database.asMono();
            });
        }

        private Invitation invitation() {
            InvitationFixture invitation = InvitationFixture.publicOne().describedAs(description);
            return isDeleted ? invitation.deleted() : invitation.invitation();
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
        public Mono<Page<Invitation>> page(OrganizationId organization, Filter filter, Reach reach, PageRequest page) {
            return Mono.empty();
        }
    }

    private static final class Somewhere implements Organizations {

        @Override
        public Mono<Boolean> add(Organization organization, Map<BuiltInRole, UUID> roles, Instant now) {
            return Mono.empty();
        }

        @Override
        public Mono<Organization> find(Reference reference) {
            return Mono.just(new Organization(
                    InvitationFixture.publicOne().invitation().organization(),
                    "corp",
                    "Corp",
                    Plan.UNLIMITED,
                    null,
                    null,
                    0));
        }

        @Override
        public Mono<Organization> lock(OrganizationId id, boolean toChange) {
            return Mono.empty();
        }

        @Override
        public Flux<Organization> list(@Nullable Set<OrganizationId> only, @Nullable String q, PageRequest page) {
            return Flux.empty();
        }

        @Override
        public Mono<Void> change(Organization changed, Instant now) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> renewLimitedInvitations(OrganizationId id, Instant now) {
            return Mono.empty();
        }

        @Override
        public Mono<Map<String, String>> roles(OrganizationId id) {
            return Mono.empty();
        }
    }
}
