package io.usher.api.projections;

import static io.usher.runtime.ColumnArrays.longs;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.usher.api.projections.Counts.PerMinute;
import io.usher.api.projections.ReadEvents.Erasure;
import io.usher.api.projections.ReadEvents.MailNews;
import io.usher.contract.address.EmailAddress;
import io.usher.runtime.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What is projected: one statement for each table, however many events there are. */
final class ProjectionTables {

    /**
     * By so much may the clocks of programs differ: what happened longer before somebody was invited happened to an earlier
     * invitee of that address. Whether it is read before or after the person was invited must not matter: it is read again
     * when the projection is rebuilt.
     */
    private static final String SINCE_INVITED = "interval '10 seconds'";

    /** Whether a mail is the stored one or a later one. */
    private static final String OF_NEWEST_MAIL = """
            (excluded.email_message = stored.email_message or stored.email_queued_at is null
                or excluded.email_queued_at >= stored.email_queued_at)""";

    private final DatabaseClient database;

    ProjectionTables(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> add(Counts counts) {
        return totals(counts.totals()).then(minutes(counts.minutes()));
    }

    private Mono<Void> totals(Map<Counts.Total, Long> totals) {
        Set<Map.Entry<Counts.Total, Long>> rows = totals.entrySet();
        return rows.isEmpty()
                ? Mono.empty()
                : database.sql("""
                        insert into directory.invitation_count as stored (invitation_id, name, count)
                        select invitation, name, count
                        from unnest(:invitations, :names, :counts) as batch (invitation, name, count)
                        order by invitation, name
                        on conflict (invitation_id, name) do update set count = stored.count + excluded.count""")
                        .bind("invitations", uuids(rows, row -> row.getKey().invitation()))
                        .bind("names", texts(rows, row -> row.getKey().name()))
                        .bind("counts", longs(rows, Map.Entry::getValue))
                        .then();
    }

    private Mono<Void> minutes(Map<Counts.Minute, PerMinute> minutes) {
        Set<Map.Entry<Counts.Minute, PerMinute>> rows = minutes.entrySet();
        return rows.isEmpty()
                ? Mono.empty()
                : database.sql("""
                        insert into directory.invitation_minute as stored
                            (invitation_id, minute, requested, accepted, waitlisted, rejected)
                        select invitation, timestamptz 'epoch' + minute * interval '1 minute',
                               requested, accepted, waitlisted, rejected
                        from unnest(:invitations, :minutes, :requested, :accepted, :waitlisted, :rejected)
                            as batch (invitation, minute, requested, accepted, waitlisted, rejected)
                        order by invitation, minute
                        on conflict (invitation_id, minute) do update set
                            requested = stored.requested + excluded.requested,
                            accepted = stored.accepted + excluded.accepted,
                            waitlisted = stored.waitlisted + excluded.waitlisted,
                            rejected = stored.rejected + excluded.rejected""")
                        .bind("invitations", uuids(rows, row -> row.getKey().invitation()))
                        .bind("minutes", longs(rows, row -> row.getKey().number()))
                        .bind("requested", longs(rows, row -> row.getValue().requested))
                        .bind("accepted", longs(rows, row -> row.getValue().accepted))
                        .bind("waitlisted", longs(rows, row -> row.getValue().waitlisted))
                        .bind("rejected", longs(rows, row -> row.getValue().rejected))
                        .then();
    }

    /**
     * Lets invitees have asked for a seat. Whoever was accepted or waits and asks again is answered with what they have, so
     * that nothing changes for them; likewise for a request whose decision was read before.
     */
    Mono<Void> request(List<ConsumerRecord<byte[], byte[]>> records, List<Decision> decisions) {
        Set<UUID> asked = RequestedSeat.invitations(records);
        Set<UUID> decided = decisions.stream().map(Decision::acceptance).collect(toUnmodifiableSet());
        return asked.isEmpty()
                ? Mono.empty()
                : withInvitees(asked).flatMap(invitations -> request(RequestedSeat.of(records, invitations, decided)));
    }

    private Mono<Void> request(List<RequestedSeat> requests) {
        return requests.isEmpty()
                ? Mono.empty()
                : database.sql("""
                        with newest as (
                            select distinct on (invitee.id)
                                   invitee.id, acceptance, timestamptz 'epoch' + at * interval '1 millisecond' as at
                            from unnest(:invitations, :addresses, :acceptances, :times) with ordinality
                                as request (invitation, address, acceptance, at, place)
                            join directory.invitee
                                on invitee.invitation_id = request.invitation and invitee.address = request.address
                            left join directory.invitee_progress as before on before.invitee_id = invitee.id
                            where timestamptz 'epoch' + at * interval '1 millisecond'
                                  >= greatest(invitee.invited_at - %s, before.forgotten_until)
                            order by invitee.id, place desc),
                        %s
                        insert into directory.invitee_progress as stored
                            (invitee_id, invitation_id, progress, progress_at, acceptance_id)
                        select held.id, held.invitation_id, 'requested', at, acceptance
                        from newest join held using (id) order by held.id
                        on conflict (invitee_id) do update set
                            progress = excluded.progress,
                            progress_at = excluded.progress_at,
                            acceptance_id = excluded.acceptance_id
                        where stored.progress is null
                           or stored.progress in ('rejected', 'declined') and stored.progress_at < excluded.progress_at
                              and stored.acceptance_id is distinct from excluded.acceptance_id""".formatted(SINCE_INVITED, held("newest")))
                        .bind("invitations", uuids(requests, RequestedSeat::invitation))
                        .bind("addresses", texts(requests, RequestedSeat::address))
                        .bind("acceptances", uuids(requests, RequestedSeat::acceptance))
                        .bind("times", longs(requests, RequestedSeat::at))
                        .then();
    }

    /**
     * Gives invitees the progress that the newest decision on a first request of theirs means. Whoever has asked anew since then
     * has, whether that was read before the decision or after it.
     */
    Mono<Void> decide(List<Decision> decisions) {
        List<Decision> first =
                decisions.stream().filter(decision -> !decision.repeated()).toList();
        return first.isEmpty()
                ? Mono.empty()
                : withInvitees(first.stream().map(Decision::invitation).collect(toUnmodifiableSet()))
                        .flatMap(invitations -> progress(first.stream()
                                .filter(decision -> invitations.contains(decision.invitation()))
                                .toList()));
    }

    private Mono<Set<UUID>> withInvitees(Set<UUID> invitations) {
        return database.sql("""
                        select asked.id from unnest(:invitations) as asked (id)
                        where exists (select from directory.invitee where invitation_id = asked.id)""")
                .bind("invitations", invitations.toArray(UUID[]::new))
                .map(row -> new Columns(row).uuid("id"))
                .all()
                .collect(toUnmodifiableSet());
    }

    /** Addresses are put in normal form only here: that takes longer than everything else about a decision. */
    private Mono<Void> progress(List<Decision> decisions) {
        List<Decision> ofPeople = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (Decision decision : decisions) {
            EmailAddress.parse(decision.email()).ifPresent(address -> {
                ofPeople.add(decision);
                addresses.add(address.normal());
            });
        }
        return ofPeople.isEmpty()
                ? Mono.empty()
                : database.sql("""
                        with newest as (
                            select distinct on (invitee.id)
                                   invitee.id, decision.progress, acceptance, timestamptz 'epoch' + at * interval '1 millisecond' as at
                            from unnest(:invitations, :addresses, :progress, :acceptances, :times) with ordinality
                                as decision (invitation, address, progress, acceptance, at, place)
                            join directory.invitee
                                on invitee.invitation_id = decision.invitation and invitee.address = decision.address
                            left join directory.invitee_progress as before on before.invitee_id = invitee.id
                            where timestamptz 'epoch' + at * interval '1 millisecond'
                                  >= greatest(invitee.invited_at - %s, before.forgotten_until)
                            order by invitee.id, place desc),
                        %s
                        insert into directory.invitee_progress as stored
                            (invitee_id, invitation_id, progress, progress_at, acceptance_id)
                        select held.id, held.invitation_id, newest.progress, at, acceptance
                        from newest join held using (id) order by held.id
                        on conflict (invitee_id) do update set
                            progress = excluded.progress,
                            progress_at = excluded.progress_at,
                            acceptance_id = excluded.acceptance_id
                        where stored.progress is distinct from 'requested'
                           or excluded.progress not in ('rejected', 'declined')
                           or stored.progress_at <= excluded.progress_at
                           or stored.acceptance_id = excluded.acceptance_id""".formatted(SINCE_INVITED, held("newest")))
                        .bind("invitations", uuids(ofPeople, Decision::invitation))
                        .bind("addresses", addresses.toArray(String[]::new))
                        .bind(
                                "progress",
                                texts(ofPeople, decision -> decision.outcome().progress()))
                        .bind("acceptances", uuids(ofPeople, Decision::acceptance))
                        .bind("times", longs(ofPeople, Decision::decidedAt))
                        .then();
    }

    /** Those invitees that are still there, which stay until the commit. In one order, so that nobody waits crosswise. */
    private static String held(String of) {
        return """
                held as materialized (
                    select id, invitation_id from directory.invitee
                    where id in (select id from %s) order by id for key share)""".formatted(of);
    }

    /**
     * Gives invitees the status of their newest invitation mail: the one that was queued last, of those whose queuing is not
     * known the one of the latest news. Once it has come to an end it waits no more, and news of earlier mails change nothing.
     */
    Mono<Void> mail(List<MailNews> mails) {
        return mails.isEmpty()
                ? Mono.empty()
                : database.sql("""
                        with news as (
                            select invitee, message, status, reason, place,
                                   timestamptz 'epoch' + at * interval '1 millisecond' as at
                            from unnest(:invitees, :messages, :statuses, :reasons, :times) with ordinality
                                as news (invitee, message, status, reason, at, place)),
                        of_messages as (
                            select invitee, message, max(place) as place,
                                   (array_agg(status order by status = 'queued', place desc))[1] as status,
                                   (array_agg(reason order by status = 'queued', place desc))[1] as reason,
                                   (array_agg(at order by status = 'queued', place desc))[1] as at,
                                   coalesce(
                                       max(at) filter (where status = 'queued'),
                                       max(before.email_queued_at) filter (where message = before.email_message)
                                   ) as queued_at,
                                   max(at) filter (where status = 'sent') as sent_at
                            from news
                            left join directory.invitee_progress as before on before.invitee_id = invitee
                            where at >= coalesce(before.forgotten_until, '-infinity')
                                and (status <> 'queued' or message is distinct from before.email_message)
                            group by invitee, message),
                        newest as (
                            select distinct on (invitee)
                                   invitee as id, message, status, reason, at, queued_at,
                                   max(sent_at) over (partition by invitee) as sent_at
                            from of_messages
                            order by invitee, queued_at desc nulls last, place desc),
                        %1$s
                        insert into directory.invitee_progress as stored
                            (invitee_id, invitation_id, email_status, email_reason, email_at, email_message,
                             email_queued_at, emailed_at)
                        select held.id, held.invitation_id, status, reason, at, message, queued_at, sent_at
                        from newest join held using (id) order by held.id
                        on conflict (invitee_id) do update set
                            email_status = case when %2$s then excluded.email_status else stored.email_status end,
                            email_reason = case when %2$s then excluded.email_reason else stored.email_reason end,
                            email_at = case when %2$s then excluded.email_at else stored.email_at end,
                            email_message = case when %2$s then excluded.email_message else stored.email_message end,
                            email_queued_at = case when %2$s then excluded.email_queued_at else stored.email_queued_at end,
                            emailed_at = greatest(stored.emailed_at, excluded.emailed_at)""".formatted(held("newest"), OF_NEWEST_MAIL))
                        .bind("invitees", uuids(mails, MailNews::invitee))
                        .bind("messages", uuids(mails, MailNews::message))
                        .bind("statuses", texts(mails, MailNews::status))
                        .bind("reasons", texts(mails, MailNews::reason))
                        .bind("times", longs(mails, MailNews::at))
                        .then();
    }

    /**
     * Forgets what happened to people before they were erased. The invitees themselves are deleted by who erases them, and
     * what is kept of them goes with them; whoever has been invited again since is another invitee, to whom nothing of what
     * came before may be put down, in whatever order the topics are read.
     */
    Mono<Void> forget(List<Erasure> erasures) {
        return erasures.isEmpty()
                ? Mono.empty()
                : database.sql("""
                        with erased as (
                            select invitee.id, max(timestamptz 'epoch' + at * interval '1 millisecond') as at
                            from unnest(:organizations, :addresses, :times) as erasure (organization, address, at)
                            join directory.invitation on invitation.organization_id = organization
                            join directory.invitee
                                on invitee.invitation_id = invitation.id and invitee.address = erasure.address
                            group by invitee.id),
                        %s
                        insert into directory.invitee_progress as stored (invitee_id, invitation_id, forgotten_until)
                        select held.id, held.invitation_id, at from erased join held using (id) order by held.id
                        on conflict (invitee_id) do update set
                            forgotten_until = greatest(stored.forgotten_until, excluded.forgotten_until),
                            progress = case when stored.progress_at >= excluded.forgotten_until then stored.progress end,
                            acceptance_id = case when stored.progress_at >= excluded.forgotten_until then stored.acceptance_id end,
                            progress_at = case when stored.progress_at >= excluded.forgotten_until then stored.progress_at end,
                            email_status = case when stored.email_at >= excluded.forgotten_until then stored.email_status end,
                            email_reason = case when stored.email_at >= excluded.forgotten_until then stored.email_reason end,
                            email_at = case when stored.email_at >= excluded.forgotten_until then stored.email_at end,
                            email_message = case when stored.email_at >= excluded.forgotten_until then stored.email_message end,
                            email_queued_at = case when stored.email_at >= excluded.forgotten_until then stored.email_queued_at end,
                            emailed_at = case when stored.emailed_at >= excluded.forgotten_until then stored.emailed_at end
                        """.formatted(held("erased")))
                        .bind("organizations", uuids(erasures, Erasure::organization))
                        .bind("addresses", texts(erasures, Erasure::address))
                        .bind("times", longs(erasures, Erasure::at))
                        .then();
    }
}
