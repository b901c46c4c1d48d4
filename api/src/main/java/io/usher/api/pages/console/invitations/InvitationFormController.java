package io.usher.api.pages.console.invitations;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.invitations.ChangingInvitations;
import io.usher.api.invitations.EntityTags;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.InvitationDraft;
import io.usher.api.invitations.InvitingPeople;
import io.usher.api.pages.Form;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.contract.event.InvitationMode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Making invitations and changing them. */
@Hidden
@RestController
@RequestMapping("/console/{org}/invitations")
class InvitationFormController {

    private final VisitedInvitations own;
    private final InvitingPeople inviting;
    private final ChangingInvitations changing;
    private final InvitationForms forms;
    private final ConsolePages pages;
    private final Clock clock;

    InvitationFormController(
            VisitedInvitations own,
            InvitingPeople inviting,
            ChangingInvitations changing,
            InvitationForms forms,
            ConsolePages pages,
            Clock clock) {
        this.own = own;
        this.inviting = inviting;
        this.changing = changing;
        this.forms = forms;
        this.pages = pages;
        this.clock = clock;
    }

    /** Filled in for a preset, or like another invitation. */
    @GetMapping("/new")
    Mono<ResponseEntity<String>> make(
            @PathVariable("org") String organization,
            @RequestParam(defaultValue = "") String preset,
            @RequestParam(required = false) @Nullable String from) {
        return pages.open(organization, Action.CHANGE_INVITATIONS, visit -> {
            Mono<InvitationFields> filled = from == null
                    ? Mono.just(Preset.fields(preset, clock.instant()))
                    : own.show(visit, from).map(shown -> InvitationFields.from(shown.body()));
            return filled.flatMap(typed -> forms.show(visit, HttpStatus.OK, newForm(visit), "", typed, Map.of()));
        });
    }

    @PostMapping("/new")
    Mono<ResponseEntity<String>> make(@PathVariable("org") String organization, ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Form.of(exchange).flatMap(form -> {
                    InvitationDraft draft = InvitationFields.draft(form, null, false);
                    return form.isRefused()
                            ? again(visit, newForm(visit), form)
                            : forms.save(
                                    visit,
                                    newForm(visit),
                                    form,
                                    inviting.invite(visit.caller(), visit.reference(), draft));
                }));
    }

    private static String newForm(Visit visit) {
        return visit.home() + "/invitations/new";
    }

    private Mono<ResponseEntity<String>> again(Visit visit, String action, Form form) {
        return forms.show(
                visit,
                HttpStatus.UNPROCESSABLE_CONTENT,
                action,
                InvitationForms.tag(form),
                InvitationFields.of(form),
                form.model());
    }

    @GetMapping("/{invitation}/edit")
    Mono<ResponseEntity<String>> change(
            @PathVariable("org") String organization, @PathVariable("invitation") String invitation) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> own.show(visit, invitation)
                        .flatMap(shown -> forms.show(
                                visit,
                                HttpStatus.OK,
                                editForm(visit, invitation),
                                shown.tag(),
                                InvitationFields.from(shown.body()),
                                Map.of())));
    }

    @PostMapping("/{invitation}/edit")
    Mono<ResponseEntity<String>> change(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Form.of(exchange)
                        .flatMap(form -> own.find(visit, invitation).flatMap(before -> change(visit, before, form))));
    }

    private Mono<ResponseEntity<String>> change(Visit visit, Invitation before, Form form) {
        String action = editForm(visit, before.id().toString());
        boolean targeted = before.terms().addressees().mode() == InvitationMode.TARGETED;
        // Records what cannot be read; what is to be is made of what the invitation says by then.
        var unused = InvitationFields.draft(form, null, targeted);
        return form.isRefused()
                ? again(visit, action, form)
                : forms.save(
                                visit,
                                action,
                                form,
                                changing.change(
                                        visit.caller(),
                                        before.id().toString(),
                                        EntityTags.ifMatch(List.of(InvitationForms.tag(form))),
                                        current -> InvitationFields.draft(form, current, targeted)))
                        .onErrorResume(Refusal.ChangedMeanwhile.class, changed -> both(visit, before, form));
    }

    /** What was typed beside what somebody else has saved meanwhile: to send it again takes the place of that. */
    private Mono<ResponseEntity<String>> both(Visit visit, Invitation before, Form form) {
        InvitationFields typed = InvitationFields.of(form);
        String id = before.id().toString();
        return Mono.zip(own.show(visit, id), own.lastAuthor(visit, before))
                .flatMap(read -> forms.show(
                        visit,
                        HttpStatus.PRECONDITION_FAILED,
                        editForm(visit, before.id().toString()),
                        read.getT1().tag(),
                        typed,
                        Map.of(
                                "author",
                                read.getT2(),
                                "differences",
                                typed.differencesFrom(
                                        InvitationFields.from(read.getT1().body(), form.zone())))));
    }

    private static String editForm(Visit visit, String invitation) {
        return visit.home() + "/invitations/" + invitation + "/edit";
    }
}
