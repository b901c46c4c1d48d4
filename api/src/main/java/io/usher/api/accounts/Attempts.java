package io.usher.api.accounts;

import static io.usher.runtime.ColumnArrays.texts;
import static java.util.Objects.requireNonNull;

import io.usher.api.accounts.AccountSettings.Most;
import io.usher.api.database.Transactions;
import io.usher.api.http.problem.Refusal;
import io.usher.runtime.Columns;
import io.usher.runtime.links.ProofLinks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts what is tried, for all instances together. Keeps nothing by which one would know whose it was. */
@Component
public final class Attempts {

    private static final int DELETED_AT_ONCE = 1000;

    private final DatabaseClient database;
    private final Transactions transactions;
    private final ProofLinks fingerprints;
    private final Clock clock;

    Attempts(DatabaseClient database, Transactions transactions, ProofLinks fingerprints, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.fingerprints = fingerprints;
        this.clock = clock;
    }

    /**
     * Something that is counted.
     *
     * @param of what and whose
     */
    public record Counted(String of, Most limit) {

        public static Stream<Counted> of(String what, List<Most> limits) {
            return limits.stream().map(limit -> new Counted(what, limit));
        }
    }

    /**
     * Counts one of each, in one statement. Fails if that is more than one of the limits allows, and counts none then:
     * whoever goes on trying against a short limit uses up no long one.
     */
    public Mono<Void> count(List<Counted> all) {
        return transactions.inOne(Mono.defer(() -> {
            Instant now = clock.instant();
            Map<String, Counted> byKey = all.stream().collect(Collectors.toMap(this::key, one -> one));
            List<String> keys = List.copyOf(byKey.keySet());
            return database.sql("""
                            insert into directory.attempt as a (key, starts, ends, count)
                            select decode(new.key, 'hex'), new.starts, new.ends, 1
                            from unnest(:keys, :starts, :ends) as new (key, starts, ends)
                            order by new.key
                            on conflict (key, starts) do update set count = a.count + 1
                            returning encode(key, 'hex') as key, count, ends""")
                    .bind("keys", keys.toArray(String[]::new))
                    .bind("starts", times(keys, byKey, now, 0))
                    .bind("ends", times(keys, byKey, now, 1))
                    .map(row -> wait(new Columns(row), byKey, now))
                    .all()
                    .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) < 0 ? other : one)
                    .flatMap(wait -> wait.isZero()
                            ? Mono.empty()
                            : Mono.error(Refusal.tooManyRequests("Too many attempts.", wait)));
        }));
    }

    private static Most limit(Map<String, Counted> byKey, String key) {
        return requireNonNull(byKey.get(key), key).limit();
    }

    private static Instant[] times(List<String> keys, Map<String, Counted> byKey, Instant now, int windows) {
        return keys.stream()
                .map(key -> {
                    long window = limit(byKey, key).within().toMillis();
                    return Instant.ofEpochMilli((now.toEpochMilli() / window + windows) * window);
                })
                .toArray(Instant[]::new);
    }

    private static Duration wait(Columns row, Map<String, Counted> byKey, Instant now) {
        return row.integer("count") > limit(byKey, row.text("key")).most()
                ? Duration.between(now, row.instant("ends"))
                : Duration.ZERO;
    }

    /** Forgets them: what was tried succeeded. */
    public Mono<Void> forget(List<Counted> all) {
        return Mono.defer(
                () -> database.sql("""
                        delete from directory.attempt
                        where key in (select decode(k, 'hex') from unnest(:keys) as k)""").bind("keys", texts(all, this::key)).then());
    }

    /** Deletes some windows that are over; emits whether there may be more. */
    Mono<Boolean> deleteSomeOver() {
        return Mono.defer(() -> database.sql("""
                                delete from directory.attempt where (key, starts) in (
                                    select key, starts from directory.attempt where ends < :now limit :most
                                    for update skip locked)""")
                        .bind("now", clock.instant())
                        .bind("most", DELETED_AT_ONCE)
                        .fetch()
                        .rowsUpdated())
                .map(deleted -> deleted == DELETED_AT_ONCE);
    }

    private String key(Counted one) {
        return HexFormat.of().formatHex(fingerprints.fingerprint(one.limit().within() + "/" + one.of()));
    }
}
