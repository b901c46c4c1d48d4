package io.usher.api.projections;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.usher.contract.id.InvitationId;
import io.usher.runtime.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads what is projected about invitations. A second or two behind the decisions. */
final class Statistics {

    /** A day of minutes. */
    private static final int MOST_PERIODS = 1_440;

    /** However many ask, the invitees of an invitation are counted once in that time. */
    private static final Duration COUNTED_EVERY = Duration.ofSeconds(1);

    private static final int MOST_COUNTED = 10_000;

    private final DatabaseClient database;
    private final Cache<InvitationId, Mono<Mailed>> counted = Caffeine.newBuilder()
            .expireAfterWrite(COUNTED_EVERY)
            .maximumSize(MOST_COUNTED)
            .build();

    Statistics(DatabaseClient database) {
        this.database = database;
    }

    /**
     * How many invitees were mailed.
     *
     * @param sent to whom a mail was sent, bounced or not
     */
    record Mailed(long sent, long bounced) {}

    /** What happened from a point in time on, until the next one. */
    record Period(Instant minute, long requested, long accepted, long waitlisted, long rejected) {}

    Mono<Map<String, Long>> totals(InvitationId invitation) {
        return database.sql("select name, count from directory.invitation_count where invitation_id = :invitation")
                .bind("invitation", invitation.value())
                .map(row -> new Columns(row))
                .all()
                .collectMap(row -> row.text("name"), row -> row.bigint("count"));
    }

    Mono<Mailed> mailed(InvitationId invitation) {
        return counted.get(
                invitation,
                id -> count(id).doOnError(failure -> counted.invalidate(id)).cache());
    }

    private Mono<Mailed> count(InvitationId invitation) {
        return database.sql("""
                        select count(emailed_at) as sent,
                               count(*) filter (where email_status = 'bounced') as bounced
                        from directory.invitee_progress where invitation_id = :invitation""")
                .bind("invitation", invitation.value())
                .map(row -> {
                    Columns columns = new Columns(row);
                    return new Mailed(columns.bigint("sent"), columns.bigint("bounced"));
                })
                .one();
    }

    /**
     * The newest periods in which something happened, the oldest of them first.
     *
     * @param step {@code minute}, {@code hour} or {@code day}, in UTC
     * @param from the first instant; null = from the beginning
     * @param to the instant after the last one; null = until now
     */
    Mono<List<Period>> periods(InvitationId invitation, String step, @Nullable Instant from, @Nullable Instant to) {
        return database.sql("""
                        select date_trunc(:step, minute, 'UTC') as period, sum(requested)::bigint as requested,
                               sum(accepted)::bigint as accepted, sum(waitlisted)::bigint as waitlisted,
                               sum(rejected)::bigint as rejected
                        from directory.invitation_minute
                        where invitation_id = :invitation
                          and minute >= coalesce(:from, timestamptz '-infinity')
                          and minute < coalesce(:to, timestamptz 'infinity')
                        group by period order by period desc limit :most""")
                .bind("step", step)
                .bind("invitation", invitation.value())
                .bind("from", Columns.orNull(from, Instant.class))
                .bind("to", Columns.orNull(to, Instant.class))
                .bind("most", MOST_PERIODS)
                .map(row -> period(new Columns(row)))
                .all()
                .collectList()
                .map(newestFirst -> {
                    Collections.reverse(newestFirst);
                    return newestFirst;
                });
    }

    private static Period period(Columns row) {
        return new Period(
                row.instant("period"),
                row.bigint("requested"),
                row.bigint("accepted"),
                row.bigint("waitlisted"),
                row.bigint("rejected"));
    }
}
