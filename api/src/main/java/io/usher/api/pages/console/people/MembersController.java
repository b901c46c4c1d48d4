package io.usher.api.pages.console.people;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.audit.RefusedAttempts;
import io.usher.api.granting.ChoosingGrantables;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.members.ChangingMembers;
import io.usher.api.members.FindingMembers;
import io.usher.api.members.Member;
import io.usher.api.members.MemberBody;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageSettings;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.api.projections.FindingAlarms;
import io.usher.contract.event.GrantKind;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** The members of an organization. */
@Hidden
@RestController
@RequestMapping("/console/{org}/people")
class MembersController {

    private static final String MEMBER = "member";

    private final FindingMembers finding;
    private final ChangingMembers changing;
    private final ChoosingGrantables choosing;
    private final FindingAlarms alarms;
    private final RefusedAttempts attempts;
    private final ConsolePages pages;
    private final PageSettings settings;

    MembersController(
            FindingMembers finding,
            ChangingMembers changing,
            ChoosingGrantables choosing,
            FindingAlarms alarms,
            RefusedAttempts attempts,
            ConsolePages pages,
            PageSettings settings) {
        this.finding = finding;
        this.changing = changing;
        this.choosing = choosing;
        this.alarms = alarms;
        this.attempts = attempts;
        this.pages = pages;
        this.settings = settings;
    }

    @GetMapping
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String role,
            @RequestParam(defaultValue = "") String team,
            @RequestParam(defaultValue = "") String unit,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "") String done,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_MEMBERS,
                visit -> Mono.zip(
                                finding.list(
                                        visit.caller(),
                                        visit.reference(),
                                        state.equals("ended"),
                                        having(role, team, unit),
                                        SearchText.of(q),
                                        page),
                                choosing.of(visit.caller(), visit.organization()))
                        .flatMap(read -> {
                            Map<String, Object> model = new HashMap<>();
                            model.put(
                                    "members",
                                    read.getT1().items().stream()
                                            .map(MemberBody::from)
                                            .toList());
                            model.put(
                                    "next",
                                    ConsolePages.next(request, read.getT1().next()));
                            model.put("filter", request.getQueryParams().toSingleValueMap());
                            model.put("choices", read.getT2());
                            model.put("done", List.of("removed", "pending").contains(done) ? done : null);
                            return pages.show(visit, HttpStatus.OK, "people", model);
                        }));
    }

    private static Map<GrantKind, String> having(String role, String team, String unit) {
        Map<GrantKind, String> having =
                new EnumMap<>(Map.of(GrantKind.ROLE, role, GrantKind.TEAM, team, GrantKind.UNIT, unit));
        having.values().removeIf(String::isEmpty);
        return having;
    }

    @GetMapping("/{member}")
    Mono<ResponseEntity<String>> show(
            @PathVariable("org") String organization,
            @PathVariable("member") String member,
            @RequestParam(defaultValue = "") String done) {
        return pages.open(
                organization,
                Action.READ_MEMBERS,
                visit -> finding.find(visit.caller(), visit.reference(), member).flatMap(found -> {
                    Map<String, Object> more = new HashMap<>();
                    more.put("done", List.of("changed", "pending").contains(done) ? done : null);
                    return show(visit, HttpStatus.OK, found, MemberFields.from(MemberBody.from(found)), more);
                }));
    }

    private Mono<ResponseEntity<String>> show(
            Visit visit, HttpStatus status, Member member, MemberFields typed, Map<String, Object> more) {
        return Mono.zip(
                        choosing.of(visit.caller(), visit.organization()),
                        finding.offered(visit.caller(), visit.organization().id(), List.of(member)),
                        alarms.waiting(visit.caller(), visit.organization()))
                .flatMap(read -> {
                    Map<String, Object> model = new HashMap<>(more);
                    model.put(MEMBER, MemberBody.from(member));
                    model.put("typed", typed);
                    model.put("choices", read.getT1());
                    model.put("unitRequired", visit.rights().areOfUnits(Action.CHANGE_MEMBERS));
                    model.put("mostChoices", ChoosingGrantables.MOST);
                    model.put("offered", read.getT2());
                    model.put("waiting", read.getT3());
                    return pages.show(visit, status, MEMBER, model);
                });
    }

    /** What differs from what the member has now. */
    @PostMapping("/{member}")
    Mono<ResponseEntity<String>> change(
            @PathVariable("org") String organization,
            @PathVariable("member") String member,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_MEMBERS,
                visit -> Mono.zip(finding.find(visit.caller(), visit.reference(), member), Form.of(exchange))
                        .flatMap(read -> change(visit, read.getT1(), read.getT2())));
    }

    private Mono<ResponseEntity<String>> change(Visit visit, Member member, Form form) {
        MemberFields.Change change = MemberFields.change(form, MemberBody.from(member));
        MemberFields typed = MemberFields.of(form);
        if (form.isRefused()) {
            return show(visit, HttpStatus.UNPROCESSABLE_CONTENT, member, typed, form.model());
        }
        Mono<ResponseEntity<String>> changed = attempts.keep(
                        visit.caller(),
                        visit.reference(),
                        MEMBER,
                        member.id().toString(),
                        change.properties(),
                        changing.change(
                                visit.caller(),
                                visit.reference(),
                                member.id().toString(),
                                change.named(),
                                current -> change.properties(),
                                settings.decisionWithin()))
                .map(answer -> PageAnswers.seeOther(visit.home() + "/people/" + member.id() + "?done="
                        + (answer.decided() ? "changed" : "pending")));
        return ConsolePages.orAgain(form, changed, status -> show(visit, status, member, typed, form.model()));
    }

    @PostMapping("/{member}/remove")
    Mono<ResponseEntity<String>> remove(
            @PathVariable("org") String organization, @PathVariable("member") String member) {
        return pages.open(
                organization,
                Action.CHANGE_MEMBERS,
                visit -> changing.remove(visit.caller(), visit.reference(), member, settings.decisionWithin())
                        .map(answer -> PageAnswers.seeOther(
                                visit.home() + "/people?done=" + (answer.decided() ? "removed" : "pending"))));
    }
}
