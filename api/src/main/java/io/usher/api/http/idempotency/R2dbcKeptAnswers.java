package io.usher.api.http.idempotency;

import io.usher.runtime.Columns;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class R2dbcKeptAnswers implements KeptAnswers {

    private final DatabaseClient database;

    R2dbcKeptAnswers(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<String> claim(RepeatableRequest request, Instant now, Instant after) {
        return database.sql("""
                        insert into directory.idempotent_answer as kept
                            (caller, key_hash, fingerprint, answer, created_at)
                        values (:caller, decode(:key, 'base64'), decode(:fingerprint, 'base64'), '', :now)
                        on conflict (caller, key_hash) do update
                            set fingerprint = excluded.fingerprint, answer = '', created_at = excluded.created_at,
                                step = case when kept.created_at < :after then '' else kept.step end
                            where kept.created_at < :after
                                or kept.answer = '' and kept.fingerprint = excluded.fingerprint
                        returning step""")
                .bind("caller", request.caller())
                .bind("key", request.keyHash())
                .bind("fingerprint", request.fingerprint())
                .bind("now", now)
                .bind("after", after)
                .map(row -> new Columns(row).text("step"))
                .one();
    }

    @Override
    public Mono<Void> reserve(RepeatableRequest request, Instant now, Instant after) {
        return database.sql("""
                        insert into directory.idempotent_answer as kept
                            (caller, key_hash, fingerprint, answer, created_at)
                        values (:caller, decode(:key, 'base64'), decode(:fingerprint, 'base64'), '', :now)
                        on conflict (caller, key_hash) do update
                            set fingerprint = excluded.fingerprint, answer = '', created_at = excluded.created_at, step = ''
                            where kept.created_at < :after""")
                .bind("caller", request.caller())
                .bind("key", request.keyHash())
                .bind("fingerprint", request.fingerprint())
                .bind("now", now)
                .bind("after", after)
                .then();
    }

    @Override
    public Mono<Void> reach(RepeatableRequest request, String step) {
        return database.sql("""
                        update directory.idempotent_answer set step = :step
                        where caller = :caller and key_hash = decode(:key, 'base64')""")
                .bind("step", step)
                .bind("caller", request.caller())
                .bind("key", request.keyHash())
                .then();
    }

    @Override
    public Mono<Void> fill(RepeatableRequest request, byte[] sealed) {
        return database.sql("""
                        update directory.idempotent_answer set answer = :answer
                        where caller = :caller and key_hash = decode(:key, 'base64')""")
                .bind("answer", sealed)
                .bind("caller", request.caller())
                .bind("key", request.keyHash())
                .then();
    }

    @Override
    public Mono<SealedAnswer> find(RepeatableRequest request) {
        return database.sql("""
                        select translate(encode(fingerprint, 'base64'), e'\\n', '') as fingerprint,
                               translate(encode(answer, 'base64'), e'\\n', '') as answer,
                               created_at
                        from directory.idempotent_answer
                        where caller = :caller and key_hash = decode(:key, 'base64')""")
                .bind("caller", request.caller())
                .bind("key", request.keyHash())
                .map(row -> answer(new Columns(row)))
                .one();
    }

    private static SealedAnswer answer(Columns row) {
        return new SealedAnswer(row.text("fingerprint"), row.text("answer"), row.instant("created_at"));
    }

    @Override
    public Mono<Long> forgetBefore(Instant time, int most) {
        return database.sql("""
                        delete from directory.idempotent_answer
                        where (caller, key_hash) in (
                            select caller, key_hash from directory.idempotent_answer
                            where created_at < :time
                            order by created_at limit :most
                            for update skip locked)""").bind("time", time).bind("most", most).fetch().rowsUpdated();
    }
}
