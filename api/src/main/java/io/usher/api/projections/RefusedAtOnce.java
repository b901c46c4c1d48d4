package io.usher.api.projections;

import io.usher.api.acceptances.asking.RefusalCounter;
import io.usher.contract.id.InvitationId;
import io.usher.runtime.ColumnArrays;
import io.usher.runtime.Outage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Counts what is refused at once, in memory, and adds it every second to what all instances have counted. A crash loses
 * what was counted since then, a stop nothing; if the database's answer is lost, one second may count twice.
 */
final class RefusedAtOnce implements RefusalCounter, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedAtOnce.class);

    private final DatabaseClient database;
    private final Map<UUID, Long> counted = new ConcurrentHashMap<>();
    private volatile boolean running;
    private final Disposable.Swap last = Disposables.swap();

    RefusedAtOnce(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public void refused(InvitationId invitation) {
        var unused = counted.merge(invitation.value(), 1L, Long::sum);
    }

    /** Adds what was counted since the last time. What cannot be added now is added with what follows. */
    Mono<Void> add() {
        return Mono.defer(() -> {
            List<Map.Entry<UUID, Long>> counts = take();
            return counts.isEmpty()
                    ? Mono.empty()
                    : add(counts).doOnError(failure -> giveBack(counts)).doOnCancel(() -> giveBack(counts));
        });
    }

    private List<Map.Entry<UUID, Long>> take() {
        List<Map.Entry<UUID, Long>> counts = new ArrayList<>();
        for (UUID invitation : counted.keySet()) {
            Long count = counted.remove(invitation);
            if (count != null) {
                counts.add(Map.entry(invitation, count));
            }
        }
        return counts;
    }

    private void giveBack(List<Map.Entry<UUID, Long>> counts) {
        counts.forEach(count -> counted.merge(count.getKey(), count.getValue(), Long::sum));
    }

    /** In one order, so that instances do not wait crosswise. */
    private Mono<Void> add(List<Map.Entry<UUID, Long>> counts) {
        return database.sql("""
                        insert into directory.refused_at_once as stored (invitation_id, count)
                        select invitation, count from unnest(:invitations, :counts) as batch (invitation, count)
                        order by invitation
                        on conflict (invitation_id) do update set count = stored.count + excluded.count""")
                .bind("invitations", ColumnArrays.uuids(counts, Map.Entry::getKey))
                .bind("counts", ColumnArrays.longs(counts, Map.Entry::getValue))
                .then();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    /** The web server has answered its last request by then. */
    @Override
    public void stop(Runnable whenStopped) {
        last.update(add().doFinally(end -> {
                    running = false;
                    whenStopped.run();
                })
                .subscribe(
                        added -> {},
                        failure -> LOG.warn(
                                "statistics: what was refused at once since the last second is lost: {}",
                                Outage.describe(failure))));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
