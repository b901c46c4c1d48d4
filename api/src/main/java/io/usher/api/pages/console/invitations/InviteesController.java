package io.usher.api.pages.console.invitations;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.database.Transactions;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.NamedPerson;
import io.usher.api.invitees.CancellingInvitees;
import io.usher.api.invitees.FindingInvitees;
import io.usher.api.invitees.Invitee;
import io.usher.api.invitees.InviteeBody;
import io.usher.api.invitees.InviteeFilter;
import io.usher.api.invitees.InvitingByName;
import io.usher.api.invitees.NamedPeople;
import io.usher.api.invitees.ResendingInvitations;
import io.usher.api.invitees.Step;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.ListedInvitees;
import io.usher.api.pages.console.Visit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.core.io.buffer.DataBuffer;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The people who are named on an invitation. */
@Hidden
@RestController
@RequestMapping("/console/{org}/invitations/{invitation}")
class InviteesController {

    private final VisitedInvitations own;
    private final FindingInvitees finding;
    private final ListedInvitees listed;
    private final InvitingByName inviting;
    private final ResendingInvitations resending;
    private final CancellingInvitees cancelling;
    private final Transactions transactions;
    private final ConsolePages pages;

    InviteesController(
            VisitedInvitations own,
            FindingInvitees finding,
            ListedInvitees listed,
            InvitingByName inviting,
            ResendingInvitations resending,
            CancellingInvitees cancelling,
            Transactions transactions,
            ConsolePages pages) {
        this.own = own;
        this.finding = finding;
        this.listed = listed;
        this.inviting = inviting;
        this.resending = resending;
        this.cancelling = cancelling;
        this.transactions = transactions;
        this.pages = pages;
    }

    @GetMapping("/invitees")
    Mono<ResponseEntity<String>> list(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            @RequestParam(defaultValue = "") String done,
            @RequestParam(defaultValue = "") String whom,
            InviteeFilter filter,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_INVITATIONS,
                visit -> own.find(visit, invitation)
                        .flatMap(found -> list(
                                visit,
                                HttpStatus.OK,
                                found,
                                filter,
                                page,
                                people -> listed.around(visit, people, done, whom),
                                request)));
    }

    private Mono<ResponseEntity<String>> list(
            Visit visit,
            HttpStatus status,
            Invitation of,
            InviteeFilter filter,
            PageRequest page,
            Function<List<InviteeBody>, Mono<Map<String, Object>>> around,
            ServerHttpRequest request) {
        return Mono.zip(finding.list(visit.caller(), of.id().toString(), filter, page), own.around(visit, List.of(of)))
                .flatMap(read -> {
                    Page<Invitee> found = read.getT1();
                    List<InviteeBody> people =
                            found.items().stream().map(InviteeBody::from).toList();
                    return around.apply(people).flatMap(more -> {
                        Map<String, Object> model = new HashMap<>(more);
                        model.putAll(read.getT2());
                        model.put("invitation", of);
                        model.put("invitees", people);
                        model.put("next", ConsolePages.next(request, found.next()));
                        model.put("filter", request.getQueryParams().toSingleValueMap());
                        return pages.show(visit, status, "invitees", model);
                    });
                });
    }

    /** The list, with what became of those who were named. To send it again invites nobody twice. */
    @PostMapping("/invitees")
    Mono<ResponseEntity<String>> add(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            PageRequest page,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Mono.zip(own.find(visit, invitation), Form.of(exchange))
                        .flatMap(read -> add(visit, read.getT1(), read.getT2(), page, exchange.getRequest())));
    }

    private Mono<ResponseEntity<String>> add(
            Visit visit, Invitation to, Form form, PageRequest page, ServerHttpRequest request) {
        NamedPeople named = new NamedPeople(people(form), form.isTicked("sendEmails"));
        Mono<ResponseEntity<String>> added = Mono.fromRunnable(
                        () -> NamedPeople.requireBounded(named.people().size(), "people"))
                .then(transactions.inOne(inviting.invite(visit.caller(), to.id().toString(), named)))
                .flatMap(results -> list(visit, HttpStatus.OK, to, page, Map.of("results", results), request));
        return ConsolePages.orAgain(form, added, status -> list(visit, status, to, page, form.model(), request));
    }

    private Mono<ResponseEntity<String>> list(
            Visit visit,
            HttpStatus status,
            Invitation of,
            PageRequest page,
            Map<String, Object> more,
            ServerHttpRequest request) {
        return list(
                visit,
                status,
                of,
                InviteeFilter.ANY,
                page,
                people -> listed.around(visit, people, "", "").doOnNext(model -> model.putAll(more)),
                request);
    }

    /** One by fields, and others in lines: an address, and after commas or semicolons the names. */
    static List<NamedPerson> people(Form form) {
        List<NamedPerson> people = new ArrayList<>();
        String email = form.optional("email");
        if (email != null) {
            people.add(new NamedPerson(1, email, form.optional("firstName"), form.optional("lastName")));
        }
        form.lines("people").forEach(line -> {
            String[] cells = line.split("[,;\t]", -1);
            people.add(new NamedPerson(people.size() + 1, cells[0].strip(), cell(cells, 1), cell(cells, 2)));
        });
        return people;
    }

    private static String cell(String[] cells, int place) {
        return cells.length > place ? cells[place].strip() : "";
    }

    @PostMapping("/invitees/{invitee}/resend")
    Mono<ResponseEntity<String>> resend(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            @PathVariable("invitee") String invitee,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Form.of(exchange)
                        .flatMap(form -> find(visit, invitation, invitee)
                                .then(Mono.defer(() -> transactions.inOne(resending.resend(visit.caller(), invitee))))
                                .thenReturn(back(visit, invitation, form, "resent", invitee))));
    }

    @PostMapping("/invitees/{invitee}/cancel")
    Mono<ResponseEntity<String>> cancel(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            @PathVariable("invitee") String invitee,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Form.of(exchange)
                        .flatMap(form -> find(visit, invitation, invitee)
                                .then(Mono.defer(() -> transactions.inOne(cancelling.cancel(visit.caller(), invitee))))
                                .thenReturn(back(visit, invitation, form, "cancelled", invitee))));
    }

    /** The invitation, if the person is on it. */
    private Mono<Invitation> find(Visit visit, String invitation, String invitee) {
        return own.find(visit, invitation).delayUntil(found -> finding.requireOn(found.id(), invitee));
    }

    /** To the list that it was sent from. */
    private static ResponseEntity<String> back(Visit visit, String invitation, Form form, String done, String invitee) {
        return PageAnswers.seeOther(visit.home()
                + (form.isTicked("ofOrganization") ? "/people/invites" : "/invitations/" + invitation + "/invitees")
                + "?done=" + done + "&whom=" + invitee);
    }

    /** The personal link, to be handed on. */
    @GetMapping("/invitees/{invitee}/link")
    Mono<ResponseEntity<String>> link(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            @PathVariable("invitee") String invitee) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> find(visit, invitation, invitee)
                        .flatMap(found -> finding.link(visit.caller(), invitee)
                                .flatMap(link -> pages.show(
                                        visit,
                                        HttpStatus.OK,
                                        "invitee-link",
                                        Map.of("link", link, "invitation", found)))));
    }

    /** To all who are still pending; says to how many, and how many are left out. */
    @PostMapping("/invitees/resend")
    Mono<ResponseEntity<String>> resendPending(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> own.find(visit, invitation)
                        .flatMap(found -> inSteps(before -> resending.resendPending(
                                        visit.caller(), found.id().toString(), before))
                                .flatMap(last ->
                                        list(visit, HttpStatus.OK, found, page, Map.of("all", last), request))));
    }

    /** One step in each transaction; the last one knows what all of them did. */
    private Mono<Step> inSteps(Function<Step, Mono<Step>> next) {
        return Mono.defer(() -> transactions.inOne(next.apply(Step.FIRST)))
                .expand(step -> step.finished() ? Mono.empty() : transactions.inOne(next.apply(step)))
                .last();
    }

    /** All of them. */
    @GetMapping("/invitees.csv")
    Mono<ResponseEntity<Flux<DataBuffer>>> export(
            @PathVariable("org") String organization, @PathVariable("invitation") String invitation) {
        return pages.download(
                organization,
                Action.READ_INVITATIONS,
                visit -> own.find(visit, invitation)
                        .map(found -> CsvExport.of(
                                "invitees.csv",
                                InviteeBody.COLUMNS,
                                finding.all(found.id())
                                        .map(invitee ->
                                                InviteeBody.from(invitee).cells()))));
    }
}
