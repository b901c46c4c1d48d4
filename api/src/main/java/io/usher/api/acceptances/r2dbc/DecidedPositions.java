package io.usher.api.acceptances.r2dbc;

import io.usher.api.acceptances.StoreFailure;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.Columns;
import io.usher.runtime.Outage;
import java.time.Duration;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How far the acceptance worker is. */
@Component
public final class DecidedPositions {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final DatabaseClient database;
    private final Outages outages;

    DecidedPositions(DatabaseClient database, Outages outages) {
        this.database = database;
        this.outages = outages;
    }

    /**
     * By partition of the requests' topic the offset below which everything is decided; a partition of which nothing is
     * decided may be missing. Fails with {@link StoreFailure}.
     */
    public Mono<Map<Integer, Long>> current() {
        return database.sql("select partition, next_offset from onboarding.position where topic = :topic")
                .bind("topic", Topic.ACCEPTANCES_REQUESTED.topicName())
                .map(row -> new Columns(row))
                .all()
                .collectMap(row -> row.integer("partition"), row -> row.bigint("next_offset"))
                .timeout(ANSWER_WITHIN)
                .onErrorMap(Outage::isBehind, outages::named);
    }
}
