package io.usher.api.imports;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.usher.api.accounts.sessions.CallersNow;
import io.usher.api.http.json.Reference;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Rights;
import io.usher.api.imports.CsvFormat.Flaw;
import io.usher.api.imports.CsvFormat.Row;
import io.usher.api.imports.Import.Target;
import io.usher.api.imports.ImportRows.NewRow;
import io.usher.api.imports.Imports.Unread;
import io.usher.api.invitations.AddedPerson;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.api.invitations.AddingInvitees;
import io.usher.api.invitations.AddingInvitees.Inviting;
import io.usher.api.invitations.CheckingGrants;
import io.usher.api.invitations.HoldingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.Invitations;
import io.usher.api.invitations.KeepingInvitations;
import io.usher.api.invitations.NamedPerson;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.rights.Reached;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Invites the people of some rows, or finds out what would become of them. To be part of a transaction. */
final class InvitingRows {

    /** Whom a team's standing invitation reaches when it is made: learners in no unit. */
    static final Reached BY_NO_INVITATION = new Reached(true, null);

    private static final int LONGEST_SHOWN = 320;

    private final HoldingInvitations holding;
    private final CheckingGrants checking;
    private final CallersNow callers;
    private final KeepingInvitations keeping;
    private final AddingInvitees adding;
    private final Invitations invitations;
    private final ImportRows imported;
    private final Clock clock;

    InvitingRows(
            HoldingInvitations holding,
            CheckingGrants checking,
            CallersNow callers,
            KeepingInvitations keeping,
            AddingInvitees adding,
            Invitations invitations,
            ImportRows imported,
            Clock clock) {
        this.holding = holding;
        this.checking = checking;
        this.callers = callers;
        this.keeping = keeping;
        this.adding = adding;
        this.invitations = invitations;
        this.imported = imported;
        this.clock = clock;
    }

    /**
     * Returns the outcome of each row, in their order. Fails with 404 if the invitation is deleted, and with 403 if the
     * importer may by now not change it, or not grant what it grants.
     */
    Mono<List<NewRow>> invite(Unread taken, List<Row> read) {
        return withoutErased(taken, read).flatMap(rows -> outcomes(taken, rows));
    }

    private Mono<List<Row>> withoutErased(Unread taken, List<Row> read) {
        Map<Integer, MemberId> people = new HashMap<>();
        read.forEach(row -> address(row.email())
                .ifPresent(address ->
                        people.put(row.number(), MemberId.of(taken.target().organization(), address))));
        return imported.erased(taken.id(), people.values())
                .collect(toSet())
                .map(erased -> read.stream()
                        .map(row -> erased.contains(people.get(row.number()))
                                ? new Row(row.number(), ImportRows.ERASED, null, null, Flaw.ERASED)
                                : row)
                        .toList());
    }

    private Mono<List<NewRow>> outcomes(Unread taken, List<Row> rows) {
        List<NamedPerson> people = rows.stream()
                .filter(row -> row.flaw() == null)
                .map(row -> new NamedPerson(row.number(), row.email(), row.firstName(), row.lastName()))
                .toList();
        return (taken.options().dryRun() ? foresee(taken, people) : invite(people, taken))
                .map(added -> outcomes(rows, added));
    }

    private Mono<List<AddedPerson>> invite(List<NamedPerson> people, Unread taken) {
        InvitationId target = requireNonNull(taken.target().invitation(), "invitation");
        return holding.hold(taken.target().organization(), target).flatMap(held -> {
            Boolean sendEmails = taken.options().sendEmails();
            Invitation invitation = held.invitation();
            Inviting inviting = new Inviting(
                    taken.by().id(),
                    clock.instant(),
                    sendEmails == null ? invitation.terms().sendEmails() : sendEmails);
            return rightsNow(taken, invitation.grants().reached())
                    .flatMap(rights -> checking.ofInvited(rights, held))
                    .then(Mono.defer(() -> keeping.invite(invitation, people, inviting)));
        });
    }

    /** Fails unless the importer may still change the invitation. */
    private Mono<Rights> rightsNow(Unread taken, Reached reached) {
        return callers.rights(
                        taken.by().id(),
                        taken.target().organization(),
                        taken.by().rights())
                .doOnNext(rights -> {
                    if (!rights.allow(Action.CHANGE_INVITATIONS, reached)) {
                        throw Refusal.rightsEnded();
                    }
                });
    }

    /** Of a dry run only the report is kept, which knows who is in earlier rows. */
    private Mono<List<AddedPerson>> foresee(Unread taken, List<NamedPerson> people) {
        Mono<Set<String>> earlier = imported.known(
                        taken.id(),
                        people.stream()
                                .map(person -> address(person.email()))
                                .flatMap(Optional::stream)
                                .toList())
                .collect(toSet());
        return whomItReaches(taken.target())
                .flatMap(reached -> rightsNow(taken, reached))
                .then(Mono.defer(() -> adding.foresee(
                        taken.target().organization(), taken.target().invitation(), people, clock.instant())))
                .zipWith(earlier, InvitingRows::repeated);
    }

    private Mono<Reached> whomItReaches(Target target) {
        InvitationId invitation = target.invitation();
        return invitation == null
                ? Mono.just(BY_NO_INVITATION)
                : invitations
                        .find(new Reference("", invitation.value()))
                        .doOnNext(InvitingRows::requirePresent)
                        .map(found -> found.grants().reached());
    }

    private static void requirePresent(Invitation invitation) {
        if (invitation.isDeleted()) {
            throw Refusal.notFound("invitation-deleted", "The invitation was deleted.");
        }
    }

    private static List<AddedPerson> repeated(List<AddedPerson> added, Set<String> earlier) {
        return added.stream()
                .map(person -> person.outcome().invites()
                                && address(person.email())
                                        .filter(earlier::contains)
                                        .isPresent()
                        ? new AddedPerson(person.row(), person.email(), Outcome.DUPLICATE, null, person.invitee())
                        : person)
                .toList();
    }

    private static List<NewRow> outcomes(List<Row> rows, List<AddedPerson> added) {
        Map<Integer, AddedPerson> byNumber = added.stream().collect(toMap(AddedPerson::row, identity()));
        return rows.stream()
                .map(row -> {
                    Flaw flaw = row.flaw();
                    return flaw == null
                            ? newRow(row, requireNonNull(byNumber.get(row.number()), "row"))
                            : newRow(row, new AddedPerson(row.number(), "", Outcome.INVALID, flaw.reason(), null));
                })
                .toList();
    }

    private static NewRow newRow(Row row, AddedPerson person) {
        return new NewRow(
                new ImportedRow(
                        row.number(),
                        shortened(row.email()),
                        row.firstName() == null ? null : shortened(row.firstName()),
                        row.lastName() == null ? null : shortened(row.lastName()),
                        person.outcome(),
                        person.reason(),
                        person.invitee()),
                address(row.email()).orElse(null));
    }

    private static Optional<String> address(@Nullable String email) {
        return Optional.ofNullable(email).flatMap(EmailAddress::parse).map(EmailAddress::normal);
    }

    /** Nobody looks at more of it, and whatever is stored has a limit. */
    private static String shortened(String text) {
        if (text.length() <= LONGEST_SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_SHOWN - 1)) ? LONGEST_SHOWN - 1 : LONGEST_SHOWN;
        return text.substring(0, end) + "…";
    }
}
