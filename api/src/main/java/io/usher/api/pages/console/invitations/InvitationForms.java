package io.usher.api.pages.console.invitations;

import io.usher.api.database.Transactions;
import io.usher.api.granting.ChoosingGrantables;
import io.usher.api.granting.ChoosingGrantables.Choice;
import io.usher.api.granting.ChoosingGrantables.Choices;
import io.usher.api.http.security.Action;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.InvitationBody;
import io.usher.api.invitations.ShowingInvitations;
import io.usher.api.invitations.ShowingInvitations.Shown;
import io.usher.api.invitations.Warning;
import io.usher.api.organizations.BuiltInRole;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import io.usher.contract.event.GrantKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The form of an invitation. What it says is saved once whoever sends it has seen all warnings of it: until then it is tried
 * and taken back.
 */
@Component
final class InvitationForms {

    private final ChoosingGrantables choosing;
    private final ShowingInvitations showing;
    private final Transactions transactions;
    private final ConsolePages pages;

    InvitationForms(
            ChoosingGrantables choosing, ShowingInvitations showing, Transactions transactions, ConsolePages pages) {
        this.choosing = choosing;
        this.showing = showing;
        this.transactions = transactions;
        this.pages = pages;
    }

    /**
     * Shows it.
     *
     * @param action where it is sent to
     * @param tag of what it changes; empty if it is new
     */
    Mono<ResponseEntity<String>> show(
            Visit visit,
            HttpStatus status,
            String action,
            String tag,
            InvitationFields typed,
            Map<String, Object> more) {
        return choosing.of(visit.caller(), visit.organization()).flatMap(choices -> {
            Map<String, Object> model = new HashMap<>(more);
            model.put("action", action);
            model.put("tag", tag);
            model.put("typed", typed);
            model.put("choices", choices);
            boolean unitRequired = visit.rights().areOfUnits(Action.CHANGE_INVITATIONS);
            model.put("unitRequired", unitRequired);
            model.put("unit", unit(typed, unitRequired, choices));
            model.put("mostChoices", ChoosingGrantables.MOST);
            model.put("presets", Preset.keys(visit));
            return pages.show(visit, status, "invitation-form", model);
        });
    }

    /** The one of the form; of who invites to units alone it is their own, of which the others are part, unless they choose. */
    private static List<String> unit(InvitationFields typed, boolean required, Choices choices) {
        return !typed.unit().isEmpty()
                ? List.of(typed.unit())
                : choices.get(GrantKind.UNIT.property()).stream()
                        .filter(first -> required)
                        .map(Choice::name)
                        .limit(1)
                        .toList();
    }

    /** Leads to the invitation once it is saved. */
    Mono<ResponseEntity<String>> save(Visit visit, String action, Form form, Mono<Invitation> saving) {
        InvitationFields typed = InvitationFields.of(form);
        String tag = tag(form);
        Mono<ResponseEntity<String>> saved = transactions
                .inOne(saving.flatMap(showing::show).doOnNext(shown -> requireSeen(form, shown)))
                .map(shown -> PageAnswers.seeOther(
                        visit.home() + "/invitations/" + shown.body().id() + "?done=saved"))
                .onErrorResume(
                        Unseen.class,
                        unseen -> show(
                                visit,
                                HttpStatus.OK,
                                action,
                                tag,
                                typed,
                                Map.of("checked", unseen.shown.body(), "warnings", unseen.warnings)));
        return ConsolePages.orAgain(
                form, saved, status -> show(visit, status, action, tag, typed, new HashMap<>(form.model())));
    }

    static String tag(Form form) {
        String tag = form.optional("tag");
        return tag == null ? "" : tag;
    }

    private static void requireSeen(Form form, Shown shown) {
        List<String> warnings = warnings(shown.body());
        if (!form.all("seen").containsAll(warnings)) {
            throw new Unseen(shown, warnings);
        }
    }

    /** Codes of all that a person is warned of, the API's and those that are about people alone. */
    static List<String> warnings(InvitationBody invitation) {
        List<String> codes = new ArrayList<>(
                invitation.warnings().stream().map(Warning::code).distinct().toList());
        if (invitation.roles().contains(BuiltInRole.MANAGER.roleName()) && invitation.unit() == null) {
            codes.add("manager-without-unit");
        }
        if (invitation.quota() != null && invitation.quota() < invitation.accepted()) {
            codes.add("quota-below-accepted");
        }
        return codes;
    }

    /** Takes back what was tried: there are warnings that nobody has seen. */
    private static final class Unseen extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Shown shown;
        private final transient List<String> warnings;

        private Unseen(Shown shown, List<String> warnings) {
            super("warnings were not shown", null, false, false);
            this.shown = shown;
            this.warnings = warnings;
        }
    }
}
