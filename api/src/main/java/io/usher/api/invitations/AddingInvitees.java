package io.usher.api.invitations;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.api.invitations.Invitees.Invited;
import io.usher.api.invitations.Invitees.Known;
import io.usher.api.invitations.ReadPeople.Person;
import io.usher.api.invitations.ReadPeople.Row;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.Event;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.outbox.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Puts people on an invitation, from a list or a file. Nobody is on it twice, in whatever spelling and however many ask
 * at once: the caller holds the invitation ({@link Invitations#lock}) until its transaction ends.
 */
public final class AddingInvitees {

    /** People in one call: they are one statement of each kind. */
    public static final int AT_ONCE = 1000;

    /** How long a personal link lasts from when it can be used, unless the invitation ends before. */
    static final Duration LINKS_LAST = Duration.ofDays(30);

    private final Invitees invitees;
    private final Outbox outbox;
    private final Supplier<UUID> ids;

    AddingInvitees(Invitees invitees, Outbox outbox, Supplier<UUID> ids) {
        this.invitees = invitees;
        this.outbox = outbox;
        this.ids = ids;
    }

    /**
     * Who invites, and how.
     *
     * @param by the caller
     * @param sendEmails whether they are sent the invitation
     */
    public record Inviting(String by, Instant at, boolean sendEmails) {}

    /**
     * Invites those who are not invited yet, and those again who were cancelled, declined, had a link that has expired, or
     * have left the organization since they accepted. Fills in names that were missing. Members of the organization are
     * not invited. Publishes an event for each of them; {@link KeepingInvitations#invite} lets the
     * invitation show them.
     *
     * @param named at most {@value #AT_ONCE}
     * @return what became of each, in their order
     */
    Mono<List<AddedPerson>> add(Invitation invitation, List<NamedPerson> named, Inviting inviting) {
        ReadPeople read = ReadPeople.of(named);
        return known(invitation.organization(), invitation.id(), read, inviting.at())
                .flatMap(known -> write(invitation, read, known, inviting)
                        .map(written -> results(invitation.organization(), read, known, written)));
    }

    /**
     * What {@link #add} would answer, of a person who would be new without an id. Changes nothing.
     *
     * @param invitation null = a new one
     */
    public Mono<List<AddedPerson>> foresee(
            OrganizationId organization, @Nullable InvitationId invitation, List<NamedPerson> named, Instant now) {
        ReadPeople read = ReadPeople.of(named);
        return known(organization, invitation, read, now).map(known -> results(organization, read, known, Map.of()));
    }

    /**
     * Invites those addresses, any number: members of the organization too, who may accept it as anybody may. Those who have
     * been accepted are named again, and nothing else changes for them.
     */
    Mono<Void> addAddresses(Invitation invitation, List<EmailAddress> addresses, Inviting inviting) {
        return Flux.fromIterable(addresses)
                .buffer(AT_ONCE)
                .concatMap(some -> invitees.putBack(
                                invitation.id(),
                                some.stream().map(EmailAddress::normal).toList())
                        .collect(toSet())
                        .flatMap(accepted -> addAddresses(
                                invitation,
                                ReadPeople.ofAddresses(some.stream()
                                        .filter(one -> !accepted.contains(one.normal()))
                                        .toList()),
                                inviting)))
                .then();
    }

    private Mono<Void> addAddresses(Invitation invitation, ReadPeople read, Inviting inviting) {
        return known(invitation.organization(), invitation.id(), read, inviting.at())
                .flatMap(known -> write(invitation, read, membersToo(known), inviting))
                .then();
    }

    private static Map<String, Known> membersToo(Map<String, Known> known) {
        return known.values().stream().map(Known::asNoMember).collect(toMap(Known::address, Function.identity()));
    }

    private Mono<Map<String, Known>> known(
            OrganizationId organization, @Nullable InvitationId invitation, ReadPeople read, Instant now) {
        List<String> addresses = List.copyOf(read.people().keySet());
        return addresses.isEmpty()
                ? Mono.just(Map.of())
                : invitees.known(organization, invitation, addresses, now).collectMap(Known::address);
    }

    /** Returns the ids of those who are invited from now on, by address. */
    private Mono<Map<String, InviteeId>> write(
            Invitation invitation, ReadPeople read, Map<String, Known> known, Inviting inviting) {
        List<Person> added = new ArrayList<>();
        Map<InviteeId, Person> again = new LinkedHashMap<>();
        Map<InviteeId, Person> filled = new LinkedHashMap<>();
        read.people().forEach((address, person) -> {
            Known one = requireNonNull(known.get(address));
            InviteeId invitee = one.invitee();
            if (one.invites() && invitee == null) {
                added.add(person);
            } else if (one.invites() && invitee != null) {
                again.put(invitee, person);
            } else if (invitee != null && one.lacks(person)) {
                filled.put(invitee, person);
            }
        });
        Instant linksExpireAt = invitation.linksExpireAt(inviting.at());
        return invitees.add(invitation, added, inviting, linksExpireAt)
                .concatWith(invitees.inviteAgain(again, inviting, linksExpireAt))
                .concatWith(invitees.fillNames(filled).thenMany(Flux.empty()))
                .collectMap(Invited::address)
                .flatMap(invited -> {
                    List<Invited> inOrder = read.people().keySet().stream()
                            .map(invited::get)
                            .filter(Objects::nonNull)
                            .toList();
                    return outbox.append(events(invitation, inOrder, inviting), inviting.at(), ids)
                            .then(Mono.defer(() -> invitees.showUses(inOrder, inviting.at())))
                            .thenReturn(inOrder.stream().collect(toMap(Invited::address, Invited::id)));
                });
    }

    private static List<Event> events(Invitation invitation, List<Invited> invited, Inviting inviting) {
        Instant linkExpiresAt = invitation.earlierOfEndAnd(invitation.linksExpireAt(inviting.at()));
        return invited.stream()
                .<Event>map(one -> new InviteeInvited(
                        one.id(),
                        invitation.id(),
                        invitation.organization(),
                        one.email(),
                        one.firstName(),
                        one.lastName(),
                        inviting.sendEmails(),
                        one.generation(),
                        linkExpiresAt))
                .toList();
    }

    private static List<AddedPerson> results(
            OrganizationId organization, ReadPeople read, Map<String, Known> known, Map<String, InviteeId> written) {
        return read.rows().stream()
                .map(row -> {
                    Known one = row.address() == null ? null : known.get(row.address());
                    return one == null ? row.invalid() : result(organization, row, one, written.get(one.address()));
                })
                .toList();
    }

    private static AddedPerson result(OrganizationId organization, Row row, Known known, @Nullable InviteeId written) {
        if (known.member()) {
            MemberId member = MemberId.of(organization, known.address());
            return row.result(Outcome.ALREADY_MEMBER, member.value());
        }
        InviteeId invitee = written == null ? known.invitee() : written;
        UUID id = invitee == null ? null : invitee.value();
        if (row.repeated() || !known.invites()) {
            return row.result(Outcome.DUPLICATE, id);
        }
        return row.result(known.elsewhere() ? Outcome.KNOWN_ACCOUNT : Outcome.NEW, id);
    }
}
