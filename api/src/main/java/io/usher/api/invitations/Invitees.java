package io.usher.api.invitations;

import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static io.usher.runtime.Columns.orNull;

import io.r2dbc.spi.Readable;
import io.usher.api.invitations.AddingInvitees.Inviting;
import io.usher.api.invitations.ReadPeople.Person;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.Columns;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The people who are named on invitations. Whoever changes them holds the invitation. */
@Component
public final class Invitees {

    /**
     * An address as it is known to an invitation and its organization.
     *
     * @param address in normal form
     * @param invitee null if the invitation never named it
     * @param again whether the invitee is to be invited again, if somebody names them
     * @param unnamed which names the invitee lacks
     * @param member whether the person is a member of the organization
     * @param elsewhere whether the person has an account or is a member of another one
     */
    record Known(
            String address,
            @Nullable InviteeId invitee,
            boolean again,
            Unnamed unnamed,
            boolean member,
            boolean elsewhere) {

        record Unnamed(boolean first, boolean last) {}

        /** Whether the person is invited if somebody names them. */
        boolean invites() {
            return !member && (invitee == null || again);
        }

        boolean lacks(Person named) {
            return (unnamed.first && named.firstName() != null) || (unnamed.last && named.lastName() != null);
        }

        Known asNoMember() {
            return new Known(address, invitee, again, unnamed, false, elsewhere);
        }

        static Known from(Readable row) {
            Columns columns = new Columns(row);
            UUID invitee = columns.optionalUuid("id");
            return new Known(
                    columns.text("wanted"),
                    invitee == null ? null : new InviteeId(invitee),
                    columns.bool("again"),
                    new Unnamed(columns.bool("no_first_name"), columns.bool("no_last_name")),
                    columns.bool("member"),
                    columns.bool("elsewhere"));
        }
    }

    /** A person who has been invited; {@code email} as typed. */
    record Invited(
            InviteeId id,
            String address,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            int generation) {

        static Invited from(Readable row) {
            Columns columns = new Columns(row);
            return new Invited(
                    new InviteeId(columns.uuid("id")),
                    columns.text("address"),
                    columns.text("email"),
                    columns.optionalText("first_name"),
                    columns.optionalText("last_name"),
                    columns.integer("link_generation"));
        }
    }

    private final DatabaseClient database;
    private final Supplier<UUID> ids;

    Invitees(DatabaseClient database, Supplier<UUID> ids) {
        this.database = database;
        this.ids = ids;
    }

    /**
     * @param invitation null = one that names nobody yet
     * @param addresses in normal form, each once
     */
    Flux<Known> known(
            OrganizationId organization, @Nullable InvitationId invitation, List<String> addresses, Instant now) {
        return database.sql("""
                        select wanted.address as wanted, p.id, coalesce(%s, false) as again,
                               p.first_name is null as no_first_name, p.last_name is null as no_last_name,
                               exists (select from onboarding.member m
                                       where m.organization_id = :organization and m.id = wanted.member
                                         and m.state = 'active') as member,
                               exists (select from onboarding.member m
                                       where m.address = wanted.address and m.organization_id <> :organization
                                         and m.state = 'active')
                                   or exists (select from directory.account a where a.address = wanted.address) as elsewhere
                        from unnest(:addresses, :members) as wanted (address, member)
                        left join directory.invitation i on i.id = :invitation
                        left join directory.invitee p on p.invitation_id = i.id and p.address = wanted.address
                        left join directory.invitee_progress g on g.invitee_id = p.id""".formatted(InviteeSql.AGAIN))
                .bind("invitation", orNull(invitation == null ? null : invitation.value(), UUID.class))
                .bind("organization", organization.value())
                .bind("addresses", addresses.toArray(String[]::new))
                .bind(
                        "members",
                        uuids(
                                addresses,
                                address -> MemberId.of(organization, address).value()))
                .bind("now", now)
                .map(Known::from)
                .all();
    }

    /** Puts people on an invitation who are not on it yet, in the order given. */
    Flux<Invited> add(Invitation invitation, List<Person> people, Inviting inviting, Instant linksExpireAt) {
        return people.isEmpty()
                ? Flux.empty()
                : names(database.sql("""
                                insert into directory.invitee
                                    (id, invitation_id, organization_id, address, email, first_name, last_name,
                                     invited_by, invited_at, link_expires_at)
                                select id, :invitation, :organization, address, email, first_name, last_name, :by, :now, :expires
                                from unnest(:ids, :addresses, :emails, :firstNames, :lastNames)
                                    as person (id, address, email, first_name, last_name)
                                returning id, address, email, first_name, last_name, link_generation"""), people)
                        .bind("invitation", invitation.id().value())
                        .bind("organization", invitation.organization().value())
                        .bind("ids", inOrder(people.size()))
                        .bind(
                                "addresses",
                                texts(people, person -> person.address().normal()))
                        .bind("emails", texts(people, person -> person.address().typed()))
                        .bind("by", inviting.by())
                        .bind("now", inviting.at())
                        .bind("expires", linksExpireAt)
                        .map(Invited::from)
                        .all();
    }

    /** Ids made in the same millisecond are not in the order in which they were made. */
    private UUID[] inOrder(int count) {
        return Stream.generate(ids).limit(count).sorted().toArray(UUID[]::new);
    }

    /** As if for the first time: earlier links are useless, what was known of them is forgotten, but for their names. */
    Flux<Invited> inviteAgain(Map<InviteeId, Person> people, Inviting inviting, Instant linksExpireAt) {
        return people.isEmpty()
                ? Flux.empty()
                : names(database.sql("""
                                with person as (
                                    select id, first_name, last_name from unnest(:ids, :firstNames, :lastNames)
                                        as person (id, first_name, last_name)),
                                forgotten as (
                                    update directory.invitee_progress
                                    set progress = null, progress_at = null, acceptance_id = null, email_status = null,
                                        email_reason = null, email_at = null, emailed_at = null
                                    where invitee_id in (select invitee_id from directory.invitee_progress
                                                         where invitee_id = any(:ids) order by invitee_id for update))
                                update directory.invitee p
                                set invited_by = :by, invited_at = :now, link_generation = link_generation + 1,
                                    link_expires_at = :expires, cancelled_at = null, declined_at = null, opened_at = null,
                                    first_name = coalesce(p.first_name, person.first_name),
                                    last_name = coalesce(p.last_name, person.last_name)
                                from person where p.id = person.id
                                returning p.id, address, email, p.first_name, p.last_name, link_generation"""), people.values())
                        .bind("ids", uuids(people.keySet(), InviteeId::value))
                        .bind("by", inviting.by())
                        .bind("now", inviting.at())
                        .bind("expires", linksExpireAt)
                        .map(Invited::from)
                        .all();
    }

    /** Lets people be waiting or accepted who were it before they were invited by name. */
    Mono<Void> showUses(List<Invited> people, Instant now) {
        return people.isEmpty()
                ? Mono.empty()
                : database.sql("""
                                insert into directory.invitee_progress
                                    (invitee_id, invitation_id, progress, progress_at, acceptance_id)
                                select p.id, p.invitation_id, a.outcome, :now, a.id
                                from directory.invitee p
                                join onboarding.acceptance a
                                    on a.invitation_id = p.invitation_id and a.address = p.address and a.slot = 0
                                where p.id = any(:ids)
                                  and (a.outcome = 'waitlisted'
                                       or exists (select from onboarding.member m
                                                  where m.organization_id = p.organization_id
                                                    and m.address = p.address and m.state = 'active'))
                                on conflict (invitee_id) do update
                                set progress = excluded.progress, progress_at = excluded.progress_at,
                                    acceptance_id = excluded.acceptance_id""")
                        .bind("ids", uuids(people, one -> one.id().value()))
                        .bind("now", now)
                        .then();
    }

    /** Gives people the names that they lack. */
    Mono<Void> fillNames(Map<InviteeId, Person> people) {
        return people.isEmpty()
                ? Mono.empty()
                : names(database.sql("""
                                update directory.invitee p
                                set first_name = coalesce(p.first_name, person.first_name),
                                    last_name = coalesce(p.last_name, person.last_name)
                                from unnest(:ids, :firstNames, :lastNames) as person (id, first_name, last_name)
                                where p.id = person.id"""), people.values())
                        .bind("ids", uuids(people.keySet(), InviteeId::value))
                        .then();
    }

    private static GenericExecuteSpec names(GenericExecuteSpec statement, Collection<Person> people) {
        return statement
                .bind("firstNames", texts(people, Person::firstName))
                .bind("lastNames", texts(people, Person::lastName));
    }

    /**
     * Takes people off an invitation. Returns those who are cancelled thereby: not those who have been accepted, whose
     * progress stays. {@code addresses} in normal form.
     */
    Flux<InviteeId> cancel(InvitationId invitation, List<String> addresses, Instant now) {
        return database.sql("""
                        with off as (
                            update directory.invitee set cancelled_at = :now
                            where invitation_id = :invitation and address = any(:addresses) and cancelled_at is null
                            returning id, invitation_id, address)
                        select p.id from off p where not %s""".formatted(InviteeSql.ACCEPTED))
                .bind("invitation", invitation.value())
                .bind("addresses", addresses.toArray(String[]::new))
                .bind("now", now)
                .map(row -> new InviteeId(new Columns(row).uuid("id")))
                .all();
    }

    /** Puts people on an invitation again who have been accepted; returns their addresses. {@code addresses} in normal form. */
    Flux<String> putBack(InvitationId invitation, List<String> addresses) {
        return database.sql("""
                        update directory.invitee p set cancelled_at = null
                        where p.invitation_id = :invitation and p.address = any(:addresses) and %s
                        returning p.address""".formatted(InviteeSql.ACCEPTED))
                .bind("invitation", invitation.value())
                .bind("addresses", addresses.toArray(String[]::new))
                .map(row -> new Columns(row).text("address"))
                .all();
    }

    /** Takes those people off an invitation for good who have no use of it; returns them. {@code addresses} in normal form. */
    Flux<InviteeId> removeUnlessUsed(InvitationId invitation, List<String> addresses) {
        return database.sql("""
                        delete from directory.invitee p
                        where p.invitation_id = :invitation and p.address = any(:addresses) and not exists (
                            select from onboarding.acceptance a
                            where a.invitation_id = p.invitation_id and a.address = p.address and a.slot = 0)
                        returning p.id""")
                .bind("invitation", invitation.value())
                .bind("addresses", addresses.toArray(String[]::new))
                .map(row -> new InviteeId(new Columns(row).uuid("id")))
                .all();
    }

    /** Takes people off an invitation for good; returns those who were on it. {@code addresses} in normal form. */
    Flux<InviteeId> remove(InvitationId invitation, List<String> addresses) {
        return database.sql("""
                        delete from directory.invitee
                        where invitation_id = :invitation and address = any(:addresses) returning id""")
                .bind("invitation", invitation.value())
                .bind("addresses", addresses.toArray(String[]::new))
                .map(row -> new InviteeId(new Columns(row).uuid("id")))
                .all();
    }

    /** Forgets when invitations were sent to an address once more. */
    public Mono<Void> forgetResends(OrganizationId organization, String address) {
        return database.sql("delete from directory.resend where organization_id = :organization and address = :address")
                .bind("organization", organization.value())
                .bind("address", address)
                .then();
    }

    /** In normal form; empty if there is no such member. */
    public Mono<String> addressOfMember(OrganizationId organization, UUID member) {
        return database.sql("""
                        select address from onboarding.member where id = :id and organization_id = :organization""")
                .bind("id", member)
                .bind("organization", organization.value())
                .map(row -> new Columns(row).text("address"))
                .one();
    }
}
