package io.usher.api.invitees;

import io.usher.api.http.paging.Search;
import io.usher.api.invitations.InviteeSql;
import org.jspecify.annotations.Nullable;

/**
 * Who may be in a filtered list of invitees, in SQL: {@code invitation_id, id} of invitees of {@code :invitation} after {@code
 * :after} up to {@code :end}, each once. Includes all who match the filter; whether one does is still to be seen. Pairs are
 * compared so that an index has them in their order, whatever else the planner expects.
 */
final class InviteeCandidates {

    private static final String ON_PAGE = " > (:invitation, :after) and (invitation_id, %1$s) <= (:invitation, :end)";
    private static final String OF_PEOPLE =
            "select invitation_id, id from directory.invitee where (invitation_id, id)" + ON_PAGE.formatted("id");
    private static final String OF_PROGRESS =
            "select invitation_id, invitee_id as id from directory.invitee_progress where (invitation_id, invitee_id)"
                    + ON_PAGE.formatted("invitee_id");

    /** Those of {@code :ids}. Pairs would be looked for from the page on. */
    static final String GIVEN = "select invitation_id, id from directory.invitee"
            + " where invitation_id = :invitation and id > :after and id <= :end and id = any(:ids)";

    private static final String OF_TEXT =
            "select p.id from directory.invitee p where array[p.invitation_id] @> array[:invitation] and "
                    + InviteeSql.TEXT + " like lower(:q)";
    private static final String OF_ENDED_LINKS = "select p.id from directory.invitee p"
            + " where p.invitation_id = :invitation and p.link_expires_at <= :now";

    private InviteeCandidates() {}

    static String of(InviteeFilter filter) {
        Progress progress = filter.progress();
        return switch (progress) {
            case null -> ofMail(filter);
            case REQUESTED, WAITLISTED, ACCEPTED, REJECTED ->
                OF_PROGRESS + " and progress = '" + progress.wireName() + "'";
            case DECLINED -> """
                %s and declined_at is not null
                union all
                %s and progress = 'declined' and not exists (
                    select from directory.invitee known
                    where known.id = invitee_progress.invitee_id and known.declined_at is not null)""".formatted(OF_PEOPLE, OF_PROGRESS);
            case CANCELLED -> OF_PEOPLE + " and cancelled_at is not null";
            case OPENED -> OF_PEOPLE + " and opened_at is not null";
            case INVITED, EXPIRED -> ofMail(filter);
        };
    }

    /** Not sent is also what nothing is known of. */
    private static String ofMail(InviteeFilter filter) {
        String status = filter.emailStatus();
        return status == null || status.equals("not-sent") ? OF_PEOPLE : OF_PROGRESS + " and email_status = :status";
    }

    /** Those after the page before, in their order. The limit lets an index lead to them, whatever the planner expects. */
    static String inOrder(InviteeFilter filter) {
        return of(filter) + " order by invitation_id, id limit " + Search.READ;
    }

    /**
     * All who may match, wherever they are in the list: {@code id} by an index that does not know its order. Null if there is
     * none.
     *
     * @param over whether the invitation has expired, and the links of all with it
     */
    static @Nullable String indexed(InviteeFilter filter, boolean over) {
        if (filter.isIndexedText()) {
            return OF_TEXT;
        }
        return filter.progress() == Progress.EXPIRED && !over ? OF_ENDED_LINKS : null;
    }
}
