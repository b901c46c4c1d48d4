package io.usher.api.invitations;

/** How far invitees are, in SQL over {@code p} (invitee), {@code i} (its invitation) and {@code g} (its progress, left join). */
public final class InviteeSql {

    /** What somebody is searched by, in SQL over {@code p}, as in the index {@code invitee_text}. */
    public static final String TEXT =
            "lower(p.address || ' ' || p.email || coalesce(' ' || p.first_name, '') || coalesce(' ' || p.last_name, ''))";

    /** When their personal link ends: with the invitation at the latest. */
    public static final String LINK_END = "least(p.link_expires_at, i.expires_at, i.access_expires_at)";

    /** What is known of somebody since they were (last) invited; clocks of programs differ by less. */
    private static final String SINCE_INVITED = "p.invited_at - interval '10 seconds'";

    /** Whether somebody is accepted. */
    static final String ACCEPTED = """
            exists (select from onboarding.acceptance a
                    where a.invitation_id = p.invitation_id and a.address = p.address and a.slot = 0
                      and a.outcome = 'accepted')""";

    /**
     * What they did themselves counts, unless they declined since. Who was taken off the invitation after having been accepted
     * stays accepted.
     */
    public static final String PROGRESS = """
            case
                when p.cancelled_at is not null and not (g.progress is not distinct from 'accepted' and %s) then 'cancelled'
                when g.progress is not null and g.progress_at >= %s
                     and (p.declined_at is null or g.progress_at > p.declined_at) then g.progress
                when p.declined_at is not null then 'declined'
                when %s <= :now then 'expired'
                when p.opened_at is not null then 'opened'
                else 'invited' end""".formatted(ACCEPTED, SINCE_INVITED, LINK_END);

    /** The status of the newest mail to them. */
    public static final String EMAIL_STATUS = """
            case when g.email_at >= %s then coalesce(g.email_status, 'not-sent') else 'not-sent' end""".formatted(SINCE_INVITED);

    /** Of those who are not invited any more, who may be invited again. */
    static final String AGAIN = """
            case %s
                when 'cancelled' then true
                when 'declined' then true
                when 'accepted' then true -- and is no member any more, as the caller knows
                when 'expired' then coalesce(least(i.expires_at, i.access_expires_at) > :now, true)
                else false end""".formatted(PROGRESS);

    private InviteeSql() {}
}
