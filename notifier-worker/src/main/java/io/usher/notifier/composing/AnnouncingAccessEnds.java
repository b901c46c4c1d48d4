package io.usher.notifier.composing;

import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.notifier.composing.NewMessages.Requested;
import io.usher.runtime.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Announces the ends of accesses seven days before, by what the members have now. Each end is announced once; one that is set
 * less than seven days ahead, at once. Accesses that last less than seven days altogether are not announced.
 */
final class AnnouncingAccessEnds {

    static final Duration BEFORE = Duration.ofDays(7);

    private static final int AT_ONCE = 2_000;

    /**
     * Every access that ends soon, and whether that is to be announced: a page takes bounded time, however few are left.
     */
    private static final String ENDING = """
            with ending as materialized (
                select organization_id, id, address, access_expires_at, joined_at from onboarding.member
                where state = 'active'
                    and access_expires_at > now() and access_expires_at <= now() + $1 * interval '1 second'
                    and (access_expires_at, id) > ($2, $3)
                order by access_expires_at, id limit $4)
            select m.*,
                m.access_expires_at >= m.joined_at + $1 * interval '1 second'
                and not exists (
                    select from notification.message n
                    where n.purpose = 'access-ending/' || m.id || '/'
                        || (extract(epoch from m.access_expires_at) * 1000000)::bigint) as due
            from ending m order by m.access_expires_at, m.id
            """;

    private final DatabaseClient database;
    private final ScheduledMessages messages;

    AnnouncingAccessEnds(DatabaseClient database, ScheduledMessages messages) {
        this.database = database;
        this.messages = messages;
    }

    /** Stores the messages that are due now. */
    Mono<Void> run(Runnable progress) {
        return messages.addAll(after(Instant.EPOCH, new UUID(0, 0)), this::after, AT_ONCE, progress);
    }

    private Mono<List<Ending>> after(Ending last) {
        return after(last.endsAt(), last.member().value());
    }

    private Mono<List<Ending>> after(Instant endsAt, UUID member) {
        return database.sql(ENDING)
                .bind(0, BEFORE.toSeconds())
                .bind(1, endsAt)
                .bind(2, member)
                .bind(3, AT_ONCE)
                .map(row -> Ending.from(new Columns(row)))
                .all()
                .collectList();
    }

    private record Ending(
            OrganizationId organization, MemberId member, String address, Instant endsAt, Instant joinedAt, boolean due)
            implements ScheduledMessages.Due {

        static Ending from(Columns row) {
            return new Ending(
                    new OrganizationId(row.uuid("organization_id")),
                    new MemberId(row.uuid("id")),
                    row.text("address"),
                    row.instant("access_expires_at"),
                    row.instant("joined_at"),
                    row.bool("due"));
        }

        @Override
        public Optional<Requested> requested() {
            return due
                    ? Optional.of(
                            new Requested(MailPolicy.accessEnding(organization, address, member, endsAt), joinedAt))
                    : Optional.empty();
        }
    }
}
