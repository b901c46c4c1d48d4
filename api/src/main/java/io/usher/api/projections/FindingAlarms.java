package io.usher.api.projections;

import io.usher.api.database.ReachedRows;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.organizations.Organization;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.rights.Reach;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/**
 * Finds what somebody who runs an organization should look at: who waits, invitations that are about to be full, and mails that
 * came back; as far as they may see the invitations. Looks at the newest 2,000 of them.
 */
public final class FindingAlarms {

    /** Shares of a quota or a plan at which there is an alarm, in percent. */
    private static final List<Integer> THRESHOLDS = List.of(100, 95, 80);

    private static final int SEARCHED = 2_000;
    private static final int MOST = 10;

    /** The pairs are compared so that they are read from an index in their order, whatever else the planner expects. */
    private static final String NEWEST = """
            (select * from directory.invitation
             where (organization_id, id) >= (:organization, uuid '00000000-0000-0000-0000-000000000000')
               and (organization_id, id) <= (:organization, uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff')
               and deleted_at is null and %s order by organization_id desc, id desc limit\s""" + SEARCHED + ") i";

    private static final String WAITING = """
            select coalesce(sum(s.waiting), 0)::bigint as waiting,
                exists (select from notification.bounce_alarm where organization_id = :organization) as bouncing
            from %s join onboarding.invitation_seats s on s.invitation_id = i.id and s.waiting > 0""";

    /** Of those that let people in. */
    private static final String FILLING = """
            select i.id, i.name, s.accepted, i.quota
            from %s join onboarding.invitation_seats s on s.invitation_id = i.id
            where i.status = 'enabled' and s.accepted::bigint * 100 >= i.quota::bigint * %d
              and coalesce(least(i.expires_at, i.access_expires_at) > :now, true)
            order by s.accepted::float / i.quota desc, i.id desc limit %d""";

    private static final String BOUNCING = """
            select i.id, i.name, c.count as bounced
            from %s join directory.invitation_count c on c.invitation_id = i.id and c.name = '%s' and c.count > 0
            order by c.count desc, i.id desc limit %d""";

    private final DatabaseClient database;
    private final Clock clock;

    FindingAlarms(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * All of them.
     *
     * @param waiting how many people wait for a seat
     * @param bounceRate whether too many of the organization's mails come back
     */
    public record Alarms(long waiting, boolean bounceRate, List<Filling> filling, List<Bouncing> bouncing) {

        static final Alarms NONE = new Alarms(0, false, List.of(), List.of());
    }

    /** An invitation that is about to be full, or is. */
    public record Filling(UUID invitation, String name, int accepted, int quota) {

        public int threshold() {
            return FindingAlarms.threshold(accepted, quota);
        }
    }

    /** An invitation of whose mails some came back. */
    public record Bouncing(UUID invitation, String name, long bounced) {}

    /** The highest of 80, 95 and 100 percent that is reached; 0 if none is. */
    public static int threshold(int taken, int of) {
        return THRESHOLDS.stream()
                .filter(threshold -> (long) taken * 100 >= (long) of * threshold)
                .findFirst()
                .orElse(0);
    }

    /** None for who may not see invitations. */
    public Mono<Alarms> of(Caller caller, Organization organization) {
        Rights rights = caller.in(organization.id());
        if (!rights.allow(Action.READ_INVITATIONS)) {
            return Mono.just(Alarms.NONE);
        }
        Reach reach = rights.reach(Action.READ_INVITATIONS);
        String newest = NEWEST.formatted(ReachedRows.condition(reach));
        return Mono.zip(
                        waiting(organization.id(), reach, newest),
                        filling(organization.id(), reach, newest),
                        bouncing(organization.id(), reach, newest))
                .map(read -> new Alarms(read.getT1().waiting(), read.getT1().bounceRate(), read.getT2(), read.getT3()));
    }

    /** How many people wait for a seat of the organization; of who may not see invitations nobody. */
    public Mono<Long> waiting(Caller caller, Organization organization) {
        Reach reach = caller.in(organization.id()).reach(Action.READ_INVITATIONS);
        return waiting(organization.id(), reach, NEWEST.formatted(ReachedRows.condition(reach)))
                .map(Alarms::waiting);
    }

    private Mono<Alarms> waiting(OrganizationId organization, Reach reach, String newest) {
        return bind(organization, reach, WAITING.formatted(newest))
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Alarms(columns.bigint("waiting"), columns.bool("bouncing"), List.of(), List.of());
                })
                .one();
    }

    private Mono<List<Filling>> filling(OrganizationId organization, Reach reach, String newest) {
        return bind(organization, reach, FILLING.formatted(newest, THRESHOLDS.getLast(), MOST))
                .bind("now", clock.instant())
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Filling(
                            columns.uuid("id"),
                            columns.text("name"),
                            columns.integer("accepted"),
                            columns.integer("quota"));
                })
                .all()
                .collectList();
    }

    private Mono<List<Bouncing>> bouncing(OrganizationId organization, Reach reach, String newest) {
        return bind(organization, reach, BOUNCING.formatted(newest, Counts.BOUNCED, MOST))
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Bouncing(columns.uuid("id"), columns.text("name"), columns.bigint("bounced"));
                })
                .all()
                .collectList();
    }

    private GenericExecuteSpec bind(OrganizationId organization, Reach reach, String sql) {
        return ReachedRows.bind(database.sql(sql), reach).bind("organization", organization.value());
    }
}
