package io.usher.api.pages.console.granting;

import static java.util.stream.Collectors.toSet;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.audit.RefusedAttempts;
import io.usher.api.granting.ChoosingGrantables;
import io.usher.api.granting.ChoosingGrantables.TreePlace;
import io.usher.api.granting.CountingUses;
import io.usher.api.granting.CountingUses.Uses;
import io.usher.api.granting.CourseKind;
import io.usher.api.granting.Draft;
import io.usher.api.granting.Grantable;
import io.usher.api.granting.KeepingGrantables;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Permission;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.contract.event.GrantKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
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

/** Everything of one kind that an organization can give. Teams have a page each, beside this one. */
@Hidden
@RestController
@RequestMapping("/console/{org}/{kind:teams|units|groups|learning|roles}")
class ThingsController {

    private final KeepingGrantables things;
    private final ChoosingGrantables choosing;
    private final CountingUses uses;
    private final RefusedAttempts attempts;
    private final ConsolePages pages;

    ThingsController(
            KeepingGrantables things,
            ChoosingGrantables choosing,
            CountingUses uses,
            RefusedAttempts attempts,
            ConsolePages pages) {
        this.things = things;
        this.choosing = choosing;
        this.uses = uses;
        this.attempts = attempts;
        this.pages = pages;
    }

    private static GrantKind kind(String path) {
        return switch (path) {
            case "teams" -> GrantKind.TEAM;
            case "units" -> GrantKind.UNIT;
            case "groups" -> GrantKind.GROUP;
            case "learning" -> GrantKind.COURSE;
            default -> GrantKind.ROLE;
        };
    }

    @GetMapping
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization,
            @PathVariable("kind") String kind,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "") String done,
            PageRequest page,
            ServerHttpRequest request) {
        Map<String, Object> more = new HashMap<>();
        more.put("done", List.of("made", "changed", "deleted").contains(done) ? done : null);
        return pages.open(
                organization,
                KeepingGrantables.toRead(kind(kind)),
                visit -> list(visit, HttpStatus.OK, kind, q, page, more, request));
    }

    private Mono<ResponseEntity<String>> list(
            Visit visit,
            HttpStatus status,
            String kind,
            @Nullable String q,
            PageRequest page,
            Map<String, Object> more,
            ServerHttpRequest request) {
        boolean units = kind(kind) == GrantKind.UNIT;
        PageRequest fitting = units ? new PageRequest(page.list(), PageRequest.MOST, page.last()) : page;
        return things.list(visit.caller(), visit.reference(), kind(kind), SearchText.of(q), fitting)
                .flatMap(found -> {
                    Map<String, Object> model = model(visit, kind, more);
                    model.put("things", units ? ChoosingGrantables.tree(found.items()) : level(found.items()));
                    model.put("editable", editable(visit, kind, found.items()));
                    model.put("next", ConsolePages.next(request, found.next()));
                    model.put("q", q);
                    List<UUID> ids = found.items().stream().map(Grantable::id).toList();
                    return uses(visit, kind, ids).flatMap(counted -> {
                        model.put("uses", counted);
                        return shown(visit, status, "things", model);
                    });
                });
    }

    /** For who may change them; otherwise none is there. */
    private Mono<Map<UUID, Uses>> uses(Visit visit, String kind, List<UUID> things) {
        return visit.rights().allow(KeepingGrantables.toChange(kind(kind)))
                ? uses.of(visit.organization(), things)
                : Mono.just(Map.of());
    }

    private static List<TreePlace> level(List<Grantable> things) {
        return things.stream().map(one -> new TreePlace(one, 0)).toList();
    }

    /** By their ids: roles alone that permit nothing which the visitor may not grant. */
    private static Set<UUID> editable(Visit visit, String kind, List<Grantable> things) {
        return visit.rights().allow(KeepingGrantables.toChange(kind(kind)))
                ? things.stream()
                        .filter(one ->
                                !one.builtIn() && one.permissions().stream().allMatch(visit.rights()::mayGrant))
                        .map(Grantable::id)
                        .collect(toSet())
                : Set.of();
    }

    private static Map<String, Object> model(Visit visit, String kind, Map<String, Object> more) {
        Map<String, Object> model = new HashMap<>(more);
        model.put("kind", kind);
        model.put("changeable", visit.rights().allow(KeepingGrantables.toChange(kind(kind))));
        return model;
    }

    /** With what the form of a unit, a course or a role chooses from. */
    private Mono<ResponseEntity<String>> shown(
            Visit visit, HttpStatus status, String template, Map<String, Object> model) {
        model.put(
                "courseKinds",
                Arrays.stream(CourseKind.values()).map(CourseKind::wireName).toList());
        model.put(
                "permissions",
                Permission.ofRoles().stream()
                        .filter(visit.rights()::mayGrant)
                        .map(Permission::wireName)
                        .toList());
        return choosing.of(visit.caller(), visit.organization()).flatMap(choices -> {
            model.put("choices", choices);
            return pages.show(visit, status, template, model);
        });
    }

    @PostMapping
    Mono<ResponseEntity<String>> make(
            @PathVariable("org") String organization,
            @PathVariable("kind") String kind,
            PageRequest page,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                KeepingGrantables.toChange(kind(kind)),
                visit -> Form.of(exchange).flatMap(form -> {
                    Draft draft = draft(form);
                    Mono<ResponseEntity<String>> made = attempt(
                                    visit,
                                    kind,
                                    draft.name(),
                                    draft,
                                    things.add(visit.caller(), visit.reference(), kind(kind), draft))
                            .map(thing -> back(visit, kind, "made"));
                    return ConsolePages.orAgain(form, made, status -> {
                        Map<String, Object> more = new HashMap<>(form.model());
                        more.put("ticked", draft.permissions());
                        return list(visit, status, kind, null, page, more, exchange.getRequest());
                    });
                }));
    }

    private static Draft draft(Form form) {
        return new Draft(
                form.optional("name"),
                form.optional("description"),
                new ArrayList<>(form.all("permissions")),
                form.optional("parent"),
                form.optional("courseKind"));
    }

    private <T> Mono<T> attempt(
            Visit visit, String kind, @Nullable String reference, @Nullable Draft asked, Mono<T> change) {
        return kind(kind) == GrantKind.ROLE
                ? attempts.keep(visit.caller(), visit.reference(), GrantKind.ROLE.wireName(), reference, asked, change)
                : change;
    }

    private static ResponseEntity<String> back(Visit visit, String kind, String done) {
        return PageAnswers.seeOther(visit.home() + "/" + kind + "?done=" + done);
    }

    @GetMapping("/{thing}/edit")
    Mono<ResponseEntity<String>> edit(
            @PathVariable("org") String organization,
            @PathVariable("kind") String kind,
            @PathVariable("thing") String thing) {
        return pages.open(
                organization,
                KeepingGrantables.toChange(kind(kind)),
                visit -> things.find(visit.caller(), visit.reference(), kind(kind), thing)
                        .flatMap(found -> edit(visit, HttpStatus.OK, kind, found, Draft.from(found), Map.of())));
    }

    private Mono<ResponseEntity<String>> edit(
            Visit visit, HttpStatus status, String kind, Grantable thing, Draft typed, Map<String, Object> more) {
        Map<String, Object> model = model(visit, kind, more);
        model.put("thing", thing);
        model.put("typed", typed);
        return Mono.zip(
                        uses.of(visit.organization(), List.of(thing.id())),
                        uses.invitations(visit.caller(), visit.organization(), thing.id()))
                .flatMap(read -> {
                    model.put("uses", read.getT1().get(thing.id()));
                    model.put("invitations", read.getT2());
                    return shown(visit, status, "thing", model);
                });
    }

    @PostMapping("/{thing}/edit")
    Mono<ResponseEntity<String>> change(
            @PathVariable("org") String organization,
            @PathVariable("kind") String kind,
            @PathVariable("thing") String thing,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                KeepingGrantables.toChange(kind(kind)),
                visit -> Mono.zip(things.find(visit.caller(), visit.reference(), kind(kind), thing), Form.of(exchange))
                        .flatMap(read -> {
                            Draft draft = draft(read.getT2());
                            Mono<ResponseEntity<String>> changed = attempt(
                                            visit,
                                            kind,
                                            thing,
                                            draft,
                                            things.change(
                                                    visit.caller(),
                                                    visit.reference(),
                                                    kind(kind),
                                                    thing,
                                                    current -> draft))
                                    .map(now -> back(visit, kind, "changed"));
                            return ConsolePages.orAgain(
                                    read.getT2(),
                                    changed,
                                    status -> edit(
                                            visit,
                                            status,
                                            kind,
                                            read.getT1(),
                                            draft,
                                            read.getT2().model()));
                        }));
    }

    @PostMapping("/{thing}/delete")
    Mono<ResponseEntity<String>> delete(
            @PathVariable("org") String organization,
            @PathVariable("kind") String kind,
            @PathVariable("thing") String thing) {
        return pages.open(
                organization,
                KeepingGrantables.toChange(kind(kind)),
                visit -> attempt(
                                visit,
                                kind,
                                thing,
                                null,
                                things.delete(visit.caller(), visit.reference(), kind(kind), thing))
                        .thenReturn(back(visit, kind, "deleted")));
    }
}
