package io.usher.api.invitations;

import static io.usher.runtime.ColumnArrays.uuids;

import io.usher.api.http.paging.Page;
import io.usher.contract.id.InvitationId;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Puts invitations into the form in which they are answered. */
@Component
public final class ShowingInvitations {

    private final DatabaseClient database;
    private final PublicUrl publicUrl;
    private final PublicMailProviders publicMailProviders;
    private final Clock clock;

    ShowingInvitations(
            DatabaseClient database, PublicUrl publicUrl, PublicMailProviders publicMailProviders, Clock clock) {
        this.database = database;
        this.publicUrl = publicUrl;
        this.publicMailProviders = publicMailProviders;
        this.clock = clock;
    }

    /**
     * An invitation with its entity tag.
     *
     * @param tag in quotes
     */
    public record Shown(InvitationBody body, String tag) {}

    public Mono<Shown> show(Invitation invitation) {
        return show(invitation, List.of());
    }

    /** @param more warnings before those that there are now */
    Mono<Shown> show(Invitation invitation, List<Warning> more) {
        return around(List.of(invitation)).map(around -> {
            Instant now = clock.instant();
            List<String> emails = invitation.terms().addressees().emails();
            return new Shown(body(invitation, emails, more, around, now), EntityTags.of(invitation, now));
        });
    }

    /** Each with few of its addresses, so that a page of many is not large. */
    public Mono<Page<Shown>> list(Page<Invitation> page) {
        return around(page.items()).map(around -> page.map(invitation -> listed(invitation, around, clock.instant())));
    }

    private Shown listed(Invitation invitation, Map<InvitationId, Circumstances> around, Instant now) {
        List<String> emails = invitation.terms().addressees().emails().stream()
                .limit(Addressees.MOST_LISTED)
                .toList();
        return new Shown(body(invitation, emails, List.of(), around, now), EntityTags.of(invitation, now));
    }

    private InvitationBody body(
            Invitation invitation,
            List<String> emails,
            List<Warning> more,
            Map<InvitationId, Circumstances> around,
            Instant now) {
        List<Warning> warnings = new ArrayList<>(more);
        warnings.addAll(Warning.of(
                invitation, around.getOrDefault(invitation.id(), Circumstances.UNKNOWN), publicMailProviders, now));
        return InvitationBody.from(invitation, emails, warnings, publicUrl.linkOf(invitation.code()), now);
    }

    private Mono<Map<InvitationId, Circumstances>> around(List<Invitation> invitations) {
        return database.sql("""
                        select i.id, case when o.plan_seats is not null
                                          then greatest(0, o.plan_seats - coalesce(s.taken, 0)) end as free,
                               exists (select from directory.grantable g
                                       where g.id = any(i.grant_ids) and g.permissions <> '{}' and g.deleted_at is null)
                                   as permissions
                        from directory.invitation i
                        join directory.organization o on o.id = i.organization_id
                        left join onboarding.organization_seats s on s.organization_id = o.id
                        where i.id = any(:ids)""")
                .bind("ids", uuids(invitations, invitation -> invitation.id().value()))
                .map(row -> new Columns(row))
                .all()
                .collectMap(
                        row -> new InvitationId(row.uuid("id")),
                        row -> new Circumstances(row.optionalInteger("free"), row.bool("permissions")));
    }
}
