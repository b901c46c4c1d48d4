package io.usher.acceptance.erasing;

/**
 * The statements of an erasure. Unless stated otherwise, the first two parameters are the organization and the address.
 */
final class ErasureStatements {

    /** The acceptances of a person; parameters: organization, address. */
    private static final String THEIRS = """
            invitation_id = any(array(select id from directory.invitation where organization_id = $1)) and address = $2
            """;

    /** Parameter: organization. */
    static final String PASS_BATCHES = "select " + BatchesUnderWay.pass("$1::uuid");

    /** Parameters: organization, member, command, time. */
    static final String REMEMBER = """
            insert into onboarding.erasure as known (organization_id, member_id, command_id, requested_at)
            values ($1, $2, $3, $4)
            on conflict (organization_id, member_id) do update
            set command_id = excluded.command_id, requested_at = excluded.requested_at
            where known.requested_at < excluded.requested_at
            """;

    static final String LOCK_WAITING_LISTS = """
            select id from directory.invitation
            where id = any(array(
                select invitation_id from onboarding.acceptance where %s and outcome = 'waitlisted'))
            order by id for no key update
            """.formatted(THEIRS);

    static final String WAITING =
            "select id from onboarding.acceptance where %s and outcome = 'waitlisted' and requested_at <= $3"
                    .formatted(THEIRS);

    /** Parameters: organization, member. */
    static final String LOCK_MEMBER =
            "select id from onboarding.member where organization_id = $1 and id = $2 for update";

    /**
     * Updates in the same order as batches. Each acceptance gets an address of its own, so that two of the same
     * invitation remain distinct. Leaves the waiting list.
     */
    static final String ERASE_ACCEPTANCES = """
            update onboarding.acceptance
            set address = 'erased-' || id || '@erased.invalid',
                email = null,
                first_name = null,
                last_name = null,
                member_id = null,
                outcome = case outcome when 'waitlisted' then 'withdrawn' else outcome end,
                erased = true
            where id = any(array(
                select id from onboarding.acceptance
                where %s and requested_at <= $3 and (outcome <> 'waitlisted' or invitation_id = any($5))
                order by id limit $4 for no key update))
            """.formatted(THEIRS);

    /**
     * One of the later requests that refer to an erased acceptance replaces it, and the others refer to that one. If
     * the erased acceptance did not count as a use any more, the replacement does not either: another acceptance may
     * count as the use.
     */
    static final String REPLACE_ORIGINALS = """
            with left_over as (
                select a.id, erased.slot = 0 as holds, erased.grant_set_id,
                       first_value(a.id) over (partition by a.original order by a.ordinal) as first
                from (select * from onboarding.acceptance where %s and requested_at > $3) as a
                join onboarding.acceptance erased on erased.id = a.original
                where erased.erased)
            update onboarding.acceptance later
            set original = nullif(left_over.first, later.id),
                slot = case when later.id = left_over.first and left_over.holds then 0 else later.slot end,
                outcome = case
                    when later.outcome <> 'waitlisted' then later.outcome
                    when not left_over.holds then 'withdrawn'
                    when left_over.grant_set_id is not null then 'accepted'
                    else 'waitlisted' end,
                grant_set_id = coalesce(later.grant_set_id, left_over.grant_set_id)
            from left_over
            where later.id = left_over.id
            """.formatted(THEIRS);

    /** Erased acceptances have left the waiting list, and later ones may have replaced them. */
    static final String COUNT_WAITING = """
            update onboarding.invitation_seats seats
            set waiting = (
                select count(*) from onboarding.acceptance a
                where a.invitation_id = seats.invitation_id and outcome = 'waitlisted' and original is null)
            where invitation_id = any($1)
            """;

    /** The membership remains if there are acceptances, which are later than the erasure. */
    static final String END_MEMBERSHIP = """
            with ended as (
                delete from onboarding.member
                where organization_id = $1 and id = $3 and not exists (
                    select from onboarding.acceptance where %s and outcome = 'accepted')
                returning organization_id, state),
            freed as (
                update onboarding.organization_seats seats
                set taken = taken - 1
                from ended
                where seats.organization_id = ended.organization_id and ended.state = 'active')
            select count(*) from ended
            """.formatted(THEIRS);

    /** Does nothing if the acceptance that made the person a member is not erased. */
    static final String RENAME_MEMBER = """
            update onboarding.member m
            set email = earliest.email,
                first_name = earliest.first_name,
                last_name = earliest.last_name,
                joined_at = earliest.decided_at
            from (
                select email, first_name, last_name, decided_at, joined from onboarding.acceptance
                where %s and outcome = 'accepted' and original is null
                order by joined desc, decided_at, log_offset
                limit 1) as earliest
            where m.organization_id = $1 and m.id = $3 and not earliest.joined
            """.formatted(THEIRS);

    private ErasureStatements() {}
}
