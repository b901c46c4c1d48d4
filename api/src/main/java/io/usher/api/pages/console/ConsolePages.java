package io.usher.api.pages.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.accounts.sessions.BrowserSessions;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Problem;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.pages.Form;
import io.usher.api.pages.Form.Item;
import io.usher.api.pages.FormError;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageRendering;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes pages of the console. Whoever may not see one gets 403, of an organization that is not theirs 404. */
@Component
public final class ConsolePages {

    /** Refusals that pages say in words of their own. */
    private static final Set<String> IN_WORDS = Set.of(
            "accepted",
            "cancelled",
            "dead-letter-not-waiting",
            "dead-letter-too-large",
            "dead-letter-truncated",
            "declined",
            "exceeds-own-scopes",
            "expired",
            "import-ended",
            "in-the-past",
            "invitation-expired",
            "invitation-too-large",
            "last-admin",
            "name-taken",
            "no-longer-held",
            "no-such-grantable",
            "not-a-member",
            "not-csv",
            "resend-limit",
            "role-built-in",
            "role-not-in-plan",
            "sign-in-again",
            "slug-taken",
            "suppressed",
            "too-many-grants",
            "too-many-imports",
            "unit-not-empty",
            "unit-within-itself",
            "unknown-course",
            "unknown-group",
            "unknown-role",
            "unknown-team",
            "unknown-unit",
            "version-mismatch",
            "waitlisted");

    /** Fields of which pages say what may be in them. */
    private static final Set<String> FIELDS = Set.of(
            "accessExpiresAt",
            "action",
            "actor",
            "courses",
            "description",
            "kind",
            "emails",
            "expiresAt",
            "from",
            "groups",
            "locale",
            "mode",
            "name",
            "opensAt",
            "parent",
            "people",
            "permissions",
            "quota",
            "replyTo",
            "roles",
            "scopes",
            "seats",
            "slug",
            "subject",
            "teams",
            "to",
            "unit");

    private static final String EMAILS = "emails";
    private static final Pattern PLACE_OF_EMAIL = Pattern.compile("emails\\[(\\d+)]");
    private static final int LONGEST_SHOWN = 100;
    private static final int MOST_OTHERS = 10;

    /** Who has mended them is told of the others. */
    private static final int MOST_ERRORS = 20;

    /** Parameters of lists that leave nothing out. */
    private static final Set<String> NO_FILTERS = Set.of("done", "flipped", "limit", "whom");

    private final FindingOrganizations organizations;
    private final PageRendering pages;

    ConsolePages(FindingOrganizations organizations, PageRendering pages) {
        this.organizations = organizations;
        this.pages = pages;
    }

    /** A page for whoever may do this in the organization. */
    public Mono<ResponseEntity<String>> open(
            String organization, Action action, Function<Visit, Mono<ResponseEntity<String>>> page) {
        return visit(organization, visit -> {
            visit.rights().require(action);
            return page.apply(visit);
        });
    }

    /** A page for whoever may do anything in the organization. */
    Mono<ResponseEntity<String>> open(String organization, Function<Visit, Mono<ResponseEntity<String>>> page) {
        return visit(
                organization,
                visit -> visit.may().isEmpty()
                        ? Mono.error(Refusal.forbidden("This takes a role with permissions."))
                        : page.apply(visit));
    }

    /** A file for whoever may do this in the organization. What is refused is a page. */
    public Mono<ResponseEntity<Flux<DataBuffer>>> download(
            String organization, Action action, Function<Visit, Mono<ResponseEntity<Flux<DataBuffer>>>> file) {
        return BrowserSessions.visitor()
                .flatMap(Mono::justOrEmpty)
                .flatMap(person -> organizations
                        .find(person.caller(), organization)
                        .flatMap(found -> {
                            Visit visit = new Visit(person, found);
                            visit.rights().require(action);
                            return file.apply(visit);
                        }))
                .onErrorResume(
                        Refusal.class,
                        refusal -> pages.orRefusal(Mono.error(refusal)).map(ConsolePages::bytes));
    }

    private static ResponseEntity<Flux<DataBuffer>> bytes(ResponseEntity<String> page) {
        return ResponseEntity.status(page.getStatusCode())
                .headers(page.getHeaders())
                .body(Mono.justOrEmpty(page.getBody())
                        .<DataBuffer>map(html -> DefaultDataBufferFactory.sharedInstance.wrap(html.getBytes(UTF_8)))
                        .flux());
    }

    private Mono<ResponseEntity<String>> visit(
            String organization, Function<Visit, Mono<ResponseEntity<String>>> page) {
        return pages.signedIn(person -> organizations
                .find(person.caller(), organization)
                .map(found -> new Visit(person, found))
                .flatMap(visit -> page.apply(visit).onErrorResume(Refusal.class, refusal -> refused(visit, refusal))));
    }

    /** In words of its own if there are some. */
    private Mono<ResponseEntity<String>> refused(Visit visit, Refusal refusal) {
        return IN_WORDS.contains(refusal.code())
                ? show(visit, status(refusal), "refused", Map.of("text", text(refusal)))
                        .map(page -> PageAnswers.tryAgain(page, refusal.retryAfter()))
                : Mono.error(refusal);
    }

    /** @param template below {@code templates/pages/console} */
    public Mono<ResponseEntity<String>> show(
            Visit visit, HttpStatus status, String template, Map<String, Object> model) {
        return others(visit).flatMap(others -> {
            Map<String, Object> variables = new HashMap<>(model);
            variables.put("console", visit);
            variables.put("may", visit.may());
            variables.put("others", others);
            variables.putIfAbsent("filtered", isFiltered(model.get("filter")));
            return pages.page(status, "console/" + template, variables);
        });
    }

    /** Whether a list leaves out what the query does not ask for: then that it is empty says little. */
    private static boolean isFiltered(@Nullable Object query) {
        return query instanceof Map<?, ?> parameters
                && parameters.entrySet().stream()
                        .anyMatch(one -> !NO_FILTERS.contains(String.valueOf(one.getKey()))
                                && one.getValue() instanceof String text
                                && !text.isBlank());
    }

    /** Organizations to go on to, as many as fit into the header. */
    private Mono<List<Place>> others(Visit visit) {
        return visit.seesOthers()
                ? organizations
                        .whereActive(visit.caller(), null, new PageRequest("switcher", MOST_OTHERS, null))
                        .map(found -> found.items().stream()
                                .filter(one ->
                                        !one.id().equals(visit.organization().id()))
                                .map(one -> new Place(one.name(), Visit.home(one)))
                                .toList())
                : Mono.just(List.of());
    }

    /** Another organization, and where its pages are. */
    public record Place(String name, String home) {}

    /**
     * What a form has done; if that was refused for something in it, the form once more, which says why. That somebody else
     * was faster is no fault of it.
     *
     * @param again with its status
     */
    public static Mono<ResponseEntity<String>> orAgain(
            Form form, Mono<ResponseEntity<String>> done, Function<HttpStatus, Mono<ResponseEntity<String>>> again) {
        return done.onErrorResume(Refusal.class, refusal -> {
            boolean ofForm = !refusal.errors().isEmpty() || IN_WORDS.contains(refusal.code());
            if (!ofForm || refusal instanceof Refusal.ChangedMeanwhile) {
                return Mono.error(refusal);
            }
            errors(form, refusal).stream().distinct().limit(MOST_ERRORS).forEach(form::refuse);
            return again.apply(status(refusal)).map(page -> PageAnswers.tryAgain(page, refusal.retryAfter()));
        });
    }

    /** Of addresses that are none, each with its line. */
    private static List<FormError> errors(Form form, Refusal refusal) {
        List<Item> emails = form.items(EMAILS);
        return errors(refusal, error -> {
            Matcher place = PLACE_OF_EMAIL.matcher(error.field());
            if (place.matches()) {
                Item typed = emails.get(Integer.parseInt(place.group(1)));
                return new FormError(EMAILS, "console.field.emails.line", typed.line(), shortened(typed.text()));
            }
            return new FormError(
                    field(error),
                    error.field().equals(EMAILS) && emails.isEmpty()
                            ? "console.field.emails.emptied"
                            : text(refusal, error));
        });
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_SHOWN
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN)) + "…";
    }

    public static HttpStatus status(Refusal refusal) {
        return HttpStatus.valueOf(Problem.of(refusal).status());
    }

    /** The key of the sentence that says why. */
    public static String text(Refusal refusal) {
        return "console.refused." + (IN_WORDS.contains(refusal.code()) ? refusal.code() : "other");
    }

    /** What was refused, at the fields that it is about. */
    public static List<FormError> errors(Refusal refusal) {
        return errors(refusal, error -> new FormError(field(error), text(refusal, error)));
    }

    private static List<FormError> errors(Refusal refusal, Function<FieldError, FormError> ofField) {
        return refusal.errors().isEmpty()
                ? List.of(new FormError("main", text(refusal)))
                : refusal.errors().stream().map(ofField).toList();
    }

    private static String text(Refusal refusal, FieldError error) {
        return IN_WORDS.contains(refusal.code())
                ? text(refusal)
                : FIELDS.contains(field(error)) ? "console.field." + field(error) : "console.refused.other";
    }

    /** Without the place in a list, and without what it is part of. */
    private static String field(FieldError error) {
        return error.field().replaceAll("\\[.*", "").replaceAll(".*\\.", "");
    }

    /** Where the page of a list is that follows this one; null if there is none. */
    public static @Nullable String next(ServerHttpRequest request, @Nullable String cursor) {
        if (cursor == null || request.getMethod() != HttpMethod.GET) {
            return null;
        }
        UriComponents following = UriComponentsBuilder.fromUri(request.getURI())
                .replaceQueryParam("cursor", cursor)
                .replaceQueryParam("done")
                .replaceQueryParam("whom")
                .build();
        return following.getPath() + "?" + following.getQuery();
    }
}
