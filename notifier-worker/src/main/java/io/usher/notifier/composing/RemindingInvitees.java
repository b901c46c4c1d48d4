package io.usher.notifier.composing;

import io.usher.contract.event.EmailKind;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.OrganizationId;
import io.usher.notifier.composing.NewMessages.Requested;
import io.usher.notifier.sending.MailDetails;
import io.usher.notifier.sending.MailPriority;
import io.usher.runtime.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Reminds people who were mailed an invitation and have not answered, three days before it or their personal link ends: once
 * for each link, and not if they got the mail less than three days before that.
 */
final class RemindingInvitees {

    private static final Duration BEFORE = Duration.ofDays(3);
    private static final int AT_ONCE = 2_000;

    /** The next whose personal links end soon. */
    private static final String ENDING_LINKS = """
            select link_expires_at as ends_at, id from directory.invitee
            where link_expires_at > now() and link_expires_at <= now() + $1 * interval '1 second'
                and (link_expires_at, id) > ($3, $4)
            order by link_expires_at, id limit $2
            """;

    /** The next whose invitations end soon. Those of one invitation are continued where the page before has ended. */
    private static final String ENDING_INVITATIONS = """
            select least(i.expires_at, i.access_expires_at) as ends_at, v.id
            from directory.invitation i
                cross join lateral (
                    select id from directory.invitee
                    where invitation_id = i.id
                        and id > case when i.id = $5 then $4 else '00000000-0000-0000-0000-000000000000'::uuid end
                    order by id limit $2) as v
            where least(i.expires_at, i.access_expires_at) > now()
                and least(i.expires_at, i.access_expires_at) <= now() + $1 * interval '1 second'
                and (least(i.expires_at, i.access_expires_at), i.id) >= ($3, $5)
            order by least(i.expires_at, i.access_expires_at), i.id, v.id limit $2
            """;

    /**
     * Everybody of a page, and whether they are to be reminded: a page takes bounded time, however few of them are. Whoever
     * was not mailed, for whatever reason, is not reminded either, nor who has been answered since they were invited. The
     * clocks of programs differ by less than ten seconds.
     */
    private static final String DUE = """
            with ending as materialized (
            %s)
            select ending.ends_at, i.organization_id, v.invitation_id, v.id, v.link_generation, v.email, v.first_name,
                v.last_name, mailed.called_at,
                coalesce(
                    v.cancelled_at is null and v.declined_at is null
                    and i.deleted_at is null and i.status = 'enabled' and coalesce(i.opens_at <= now(), true)
                    and least(v.link_expires_at, i.expires_at, i.access_expires_at) > now()
                    and mailed.state = 'sent'
                    and mailed.done_at <= least(v.link_expires_at, i.expires_at, i.access_expires_at) - $1 * interval '1 second'
                    and not exists (
                        select from onboarding.acceptance a
                        where a.invitation_id = v.invitation_id and a.address = v.address
                            and (a.slot = 0 or a.decided_at >= v.invited_at - interval '10 seconds'))
                    and not exists (
                        select from notification.message reminder
                        where reminder.purpose = 'reminder/' || v.id || '/' || v.link_generation), false) as due
            from ending
                join directory.invitee v on v.id = ending.id
                join directory.invitation i on i.id = v.invitation_id
                left join notification.message mailed
                    on mailed.purpose = 'invitation/' || v.id || '/' || v.link_generation
            order by ending.ends_at, %s v.id
            """;

    private static final String DUE_BY_LINKS = DUE.formatted(ENDING_LINKS, "");
    private static final String DUE_BY_INVITATIONS = DUE.formatted(ENDING_INVITATIONS, "v.invitation_id,");

    private static final UUID FIRST = new UUID(0, 0);

    private final DatabaseClient database;
    private final ScheduledMessages messages;

    RemindingInvitees(DatabaseClient database, ScheduledMessages messages) {
        this.database = database;
        this.messages = messages;
    }

    /** Stores the messages that are due now. */
    Mono<Void> run(Runnable progress) {
        return messages.addAll(byLinks(Instant.EPOCH, FIRST), this::byLinks, AT_ONCE, progress)
                .then(Mono.defer(() -> messages.addAll(
                        byInvitations(Instant.EPOCH, FIRST, FIRST), this::byInvitations, AT_ONCE, progress)));
    }

    private Mono<List<Ending>> byLinks(Ending last) {
        return byLinks(last.endsAt(), last.invitee().value());
    }

    private Mono<List<Ending>> byLinks(Instant endsAt, UUID invitee) {
        return page(after(DUE_BY_LINKS, endsAt, invitee));
    }

    private Mono<List<Ending>> byInvitations(Ending last) {
        return byInvitations(
                last.endsAt(), last.invitation().value(), last.invitee().value());
    }

    private Mono<List<Ending>> byInvitations(Instant endsAt, UUID invitation, UUID invitee) {
        return page(after(DUE_BY_INVITATIONS, endsAt, invitee).bind(4, invitation));
    }

    private DatabaseClient.GenericExecuteSpec after(String due, Instant endsAt, UUID invitee) {
        return database.sql(due)
                .bind(0, BEFORE.toSeconds())
                .bind(1, AT_ONCE)
                .bind(2, endsAt)
                .bind(3, invitee);
    }

    private static Mono<List<Ending>> page(DatabaseClient.GenericExecuteSpec query) {
        return query.map(row -> Ending.from(new Columns(row))).all().collectList();
    }

    /**
     * @param endsAt of the link or of the invitation, whichever was looked for
     * @param requestedAt when they were invited; null if they are not to be reminded
     */
    private record Ending(
            Instant endsAt,
            OrganizationId organization,
            InvitationId invitation,
            InviteeId invitee,
            int linkGeneration,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable Instant requestedAt)
            implements ScheduledMessages.Due {

        static Ending from(Columns row) {
            return new Ending(
                    row.instant("ends_at"),
                    new OrganizationId(row.uuid("organization_id")),
                    new InvitationId(row.uuid("invitation_id")),
                    new InviteeId(row.uuid("id")),
                    row.integer("link_generation"),
                    row.text("email"),
                    row.optionalText("first_name"),
                    row.optionalText("last_name"),
                    row.bool("due") ? row.instant("called_at") : null);
        }

        @Override
        public Optional<Requested> requested() {
            return Optional.ofNullable(requestedAt)
                    .map(at -> new Requested(
                            new NewMessage(
                                    "reminder/" + invitee + "/" + linkGeneration,
                                    EmailKind.REMINDER,
                                    MailPriority.of(EmailKind.REMINDER),
                                    organization,
                                    invitation,
                                    invitee,
                                    null,
                                    Recipient.from(email, firstName, lastName),
                                    MailDetails.personalLink(linkGeneration)),
                            at));
        }
    }
}
