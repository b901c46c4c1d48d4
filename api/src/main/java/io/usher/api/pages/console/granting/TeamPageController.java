package io.usher.api.pages.console.granting;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.database.Transactions;
import io.usher.api.granting.Grantable;
import io.usher.api.granting.KeepingGrantables;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.invitees.FindingInvitees;
import io.usher.api.invitees.InviteeBody;
import io.usher.api.invitees.InviteeFilter;
import io.usher.api.invitees.StandingInvitations;
import io.usher.api.members.ChangingTeams;
import io.usher.api.members.FindingMembers;
import io.usher.api.members.Member;
import io.usher.api.members.MemberBody;
import io.usher.api.members.NewTeamMembers;
import io.usher.api.members.NewTeamMembers.NewTeamMember;
import io.usher.api.members.TeamMembersBody;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.PageSettings;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.contract.event.GrantKind;
import io.usher.contract.rights.Reached;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** A team: who is in it, and who is invited to it. */
@Hidden
@RestController
@RequestMapping("/console/{org}/teams/{team}")
class TeamPageController {

    private static final String INVITES = "invites";

    /** Those whom the invitation of a team makes members. */
    private static final Reached INVITED = new Reached(true, null);

    private final KeepingGrantables teams;
    private final FindingMembers members;
    private final ChangingTeams changing;
    private final StandingInvitations standing;
    private final FindingInvitees invitees;
    private final Transactions transactions;
    private final ConsolePages pages;
    private final PageSettings settings;

    TeamPageController(
            KeepingGrantables teams,
            FindingMembers members,
            ChangingTeams changing,
            StandingInvitations standing,
            FindingInvitees invitees,
            Transactions transactions,
            ConsolePages pages,
            PageSettings settings) {
        this.teams = teams;
        this.members = members;
        this.changing = changing;
        this.standing = standing;
        this.invitees = invitees;
        this.transactions = transactions;
        this.pages = pages;
        this.settings = settings;
    }

    /** One tab or the other: who is in the team, or who is invited to it. */
    @GetMapping
    Mono<ResponseEntity<String>> show(
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            @RequestParam(defaultValue = "") String tab,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(defaultValue = "") String done,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_TEAMS,
                visit -> team(visit, team).flatMap(found -> {
                    Map<String, Object> more = new HashMap<>();
                    more.put("done", List.of("removed", "pending").contains(done) ? done : null);
                    return show(visit, found, tab.equals(INVITES), q, page, more, request);
                }));
    }

    private Mono<Grantable> team(Visit visit, String team) {
        return teams.find(visit.caller(), visit.reference(), GrantKind.TEAM, team);
    }

    private Mono<ResponseEntity<String>> show(
            Visit visit,
            Grantable team,
            boolean invites,
            @Nullable String q,
            PageRequest page,
            Map<String, Object> more,
            ServerHttpRequest request) {
        boolean seesInvites = visit.rights().allow(Action.READ_INVITATIONS, INVITED);
        Mono<Map<String, Object>> shown = invites && seesInvites
                ? invited(visit, team, q, page).map(found -> people(found, request))
                : inTeam(visit, team, q, page, request);
        return shown.flatMap(found -> show(visit, HttpStatus.OK, team, invites && seesInvites, q, more, found));
    }

    private Mono<ResponseEntity<String>> show(
            Visit visit,
            HttpStatus status,
            Grantable team,
            boolean invites,
            @Nullable String q,
            Map<String, Object> more,
            Map<String, Object> found) {
        Map<String, Object> model = new HashMap<>(more);
        model.putAll(found);
        model.put("seesInvites", visit.rights().allow(Action.READ_INVITATIONS, INVITED));
        model.put("invitable", visit.rights().allow(Action.CHANGE_INVITATIONS, INVITED));
        model.put("team", team);
        model.put("invites", invites);
        model.put("q", q);
        return pages.show(visit, status, "team", model);
    }

    private static Map<String, Object> people(Page<?> found, ServerHttpRequest request) {
        Map<String, Object> model = new HashMap<>();
        model.put("people", found.items());
        model.put("next", ConsolePages.next(request, found.next()));
        return model;
    }

    /** Nobody for who may not see members. */
    private Mono<Map<String, Object>> inTeam(
            Visit visit, Grantable team, @Nullable String q, PageRequest page, ServerHttpRequest request) {
        Mono<Page<Member>> inTeam = visit.rights().allow(Action.READ_MEMBERS)
                ? members.inTeam(visit.caller(), visit.reference(), team.id().toString(), SearchText.of(q), page)
                : Mono.just(new Page<>(List.of(), null));
        return inTeam.zipWhen(
                found -> members.offered(visit.caller(), visit.organization().id(), found.items()),
                (found, offered) -> {
                    Map<String, Object> model = people(found.map(MemberBody::from), request);
                    model.put("offered", offered);
                    return model;
                });
    }

    /** Nobody before the team has its standing invitation. */
    private Mono<Page<InviteeBody>> invited(Visit visit, Grantable team, @Nullable String q, PageRequest page) {
        InviteeFilter filter = InviteeFilter.ofText(SearchText.of(q));
        return standing.find(visit.caller(), visit.reference(), team.id().toString())
                .flatMap(invitation -> invitees.list(visit.caller(), invitation.toString(), filter, page))
                .map(found -> found.map(InviteeBody::from))
                .defaultIfEmpty(new Page<>(List.of(), null));
    }

    /** On to the people of the invitation that the team always has. */
    @PostMapping("/invite")
    Mono<ResponseEntity<String>> invite(@PathVariable("org") String organization, @PathVariable("team") String team) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> transactions
                        .inOne(standing.findOrMake(visit.caller(), visit.reference(), team))
                        .map(invitation ->
                                PageAnswers.seeOther(visit.home() + "/invitations/" + invitation + "/invitees")));
    }

    /** Members by their addresses, with what became of each. */
    @PostMapping("/members")
    Mono<ResponseEntity<String>> add(
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            PageRequest page,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_MEMBERS,
                visit -> Mono.zip(team(visit, team), Form.of(exchange)).flatMap(read -> {
                    Grantable to = read.getT1();
                    Form form = read.getT2();
                    List<String> emails = form.list("emails");
                    if (emails.size() > NewTeamMembers.MOST) {
                        form.refuse("emails", "console.team.add.many");
                        return members(
                                visit, HttpStatus.UNPROCESSABLE_CONTENT, to, page, form.model(), exchange.getRequest());
                    }
                    Mono<ResponseEntity<String>> added = add(visit, to, emails)
                            .flatMap(answer -> members(
                                    visit,
                                    HttpStatus.OK,
                                    to,
                                    page,
                                    Map.of("results", answer.results()),
                                    exchange.getRequest()));
                    return ConsolePages.orAgain(
                            form,
                            added,
                            status -> members(visit, status, to, page, form.model(), exchange.getRequest()));
                }));
    }

    private Mono<TeamMembersBody> add(Visit visit, Grantable team, List<String> emails) {
        List<@Nullable NewTeamMember> named = new ArrayList<>();
        emails.forEach(email -> named.add(new NewTeamMember(email)));
        NewTeamMembers people = NewTeamMembers.of(visit.organization().id(), named);
        return changing.find(visit.caller(), visit.reference(), team.id().toString())
                .flatMap(
                        found -> changing.add(visit.caller(), found, people.members(), null, settings.decisionWithin()))
                .map(people::answer);
    }

    private Mono<ResponseEntity<String>> members(
            Visit visit,
            HttpStatus status,
            Grantable team,
            PageRequest page,
            Map<String, Object> more,
            ServerHttpRequest request) {
        return inTeam(visit, team, null, page, request)
                .flatMap(found -> show(visit, status, team, false, null, more, found));
    }

    @PostMapping("/members/{member}/remove")
    Mono<ResponseEntity<String>> remove(
            @PathVariable("org") String organization,
            @PathVariable("team") String team,
            @PathVariable("member") String member) {
        return pages.open(
                organization,
                Action.CHANGE_MEMBERS,
                visit -> changing.find(visit.caller(), visit.reference(), team)
                        .flatMap(found -> changing.remove(visit.caller(), found, member, settings.decisionWithin())
                                .map(Optional::of)
                                .defaultIfEmpty(Optional.empty())
                                .map(removed -> PageAnswers.seeOther(
                                        visit.home() + "/teams/" + found.id().value() + "?done="
                                                + (removed.isPresent() ? "removed" : "pending")))));
    }
}
