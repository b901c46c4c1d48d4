package io.usher.api.accounts.proofs;

import io.r2dbc.spi.Readable;
import io.usher.api.http.security.KeyHash;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.ProofId;
import io.usher.runtime.Columns;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Proofs as they are stored. */
@Component
public final class Proofs {

    /** For who opens an old link and is told so. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** For who presses a button twice, or again because the answer does not come. */
    private static final Duration REPEATABLE = Duration.ofMinutes(1);

    private static final int DELETED_AT_ONCE = 1000;

    private final DatabaseClient database;
    private final Clock clock;

    Proofs(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Mono<Void> add(Proof proof, Instant now) {
        InvitationId invitation = proof.invitation();
        return database.sql("""
                        insert into directory.proof (id, purpose, address, email, invitation_id, locale, created_at,
                            expires_at)
                        values (:id, :purpose, :address, :email, :invitation, :locale, :now, :end)""")
                .bind("id", proof.id().value())
                .bind("purpose", proof.purpose().wireName())
                .bind("address", proof.email().normal())
                .bind("email", proof.email().typed())
                .bind("invitation", Columns.orNull(invitation == null ? null : invitation.value(), UUID.class))
                .bind("locale", Columns.orNull(proof.locale(), String.class))
                .bind("now", now)
                .bind("end", proof.expiresAt())
                .then();
    }

    /** When links were mailed to the address, used and old ones, too; the newest first. */
    Flux<Instant> mailedSince(Instant since, EmailAddress email, int most) {
        return database.sql("""
                        select created_at from directory.proof where address = :address and created_at > :since
                        order by created_at desc limit :most""")
                .bind("address", email.normal())
                .bind("since", since)
                .bind("most", most)
                .map(row -> new Columns(row).instant("created_at"))
                .all();
    }

    /** Used and old ones, too. */
    public Mono<Proof> find(ProofId id) {
        return database.sql("""
                        select id, purpose, address, email, invitation_id, locale, expires_at, used_at is not null as used
                        from directory.proof where id = :id""").bind("id", id.value()).map(Proofs::proof).one();
    }

    private static Proof proof(Readable row) {
        Columns columns = new Columns(row);
        UUID invitation = columns.optionalUuid("invitation_id");
        return new Proof(
                new ProofId(columns.uuid("id")),
                ProofPurpose.of(columns.text("purpose")),
                new EmailAddress(columns.text("email"), columns.text("address")),
                invitation == null ? null : new InvitationId(invitation),
                columns.optionalText("locale"),
                columns.instant("expires_at"),
                columns.bool("used"));
    }

    /**
     * Uses a proof, and with it all others of the address, inside of the caller's transaction. False if it was used before
     * or is too old: of all who try at the same time one gets true.
     *
     * @param by the browser; null = one that is not recognized if it tries again
     */
    public Mono<Boolean> use(Proof proof, @Nullable KeyHash by) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            return database.sql("""
                            with unused as materialized (
                                select id, expires_at from directory.proof
                                where address = :address and used_at is null
                                order by id for update)
                            update directory.proof p set used_at = :now, used_by = case when p.id = :id then :by end
                            from unused
                            where p.id = unused.id
                                and exists (select from unused u where u.id = :id and u.expires_at > :now)
                            returning p.id""")
                    .bind("address", proof.email().normal())
                    .bind("id", proof.id().value())
                    .bind("now", now)
                    .bind("by", Columns.orNull(by == null ? null : by.bytes(), byte[].class))
                    .map(row -> new Columns(row).uuid("id"))
                    .all()
                    .collectList()
                    .map(used -> used.contains(proof.id().value()));
        });
    }

    /** Whether that browser has used it just now. */
    public Mono<Boolean> wasJustUsed(Proof proof, KeyHash by) {
        return Mono.defer(() -> database.sql("""
                        select exists (select from directory.proof
                            where id = :id and used_by = :by and used_at > :then) as used""")
                .bind("id", proof.id().value())
                .bind("by", by.bytes())
                .bind("then", clock.instant().minus(REPEATABLE))
                .map(row -> new Columns(row).bool("used"))
                .one());
    }

    /** Deletes some that have long been over; emits whether there may be more. */
    Mono<Boolean> deleteSomeOver() {
        return Mono.defer(() -> database.sql("""
                                delete from directory.proof where id in (
                                    select id from directory.proof where expires_at < :then limit :most
                                    for update skip locked)""")
                        .bind("then", clock.instant().minus(KEPT))
                        .bind("most", DELETED_AT_ONCE)
                        .fetch()
                        .rowsUpdated())
                .map(deleted -> deleted == DELETED_AT_ONCE);
    }
}
