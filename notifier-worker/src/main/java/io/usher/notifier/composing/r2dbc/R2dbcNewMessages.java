package io.usher.notifier.composing.r2dbc;

import io.usher.notifier.composing.NewMessage;
import io.usher.notifier.composing.NewMessages;
import io.usher.notifier.composing.NewMessages.Called;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

@Component
final class R2dbcNewMessages implements NewMessages {

    private static final String ADD = """
            insert into notification.message (id, purpose, kind, organization_id, invitation_id, invitee_id,
                acceptance_id, address, email, first_name, last_name, reason, state, due_at, created_at, called_at)
            select id, purpose, kind, organization_id, invitation_id, invitee_id,
                acceptance_id, address, email, first_name, last_name, reason, 'queued', now(), now(), called_at
            from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[])
                as new (id, purpose, kind, organization_id, invitation_id, invitee_id, acceptance_id,
                    address, email, first_name, last_name, reason, called_at)
            where not exists (
                select from notification.erasure e
                where e.person = sha256(convert_to(organization_id::text || '/' || address, 'UTF8'))
                    and e.until >= called_at)
            on conflict (purpose) do nothing
            """;

    /** Whoever erases somebody waits for this transaction, and this one for theirs: see R2dbcErasures. */
    private static final String WAIT_FOR_ERASURES = "lock table notification.erasure in row share mode";

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Supplier<UUID> ids;

    R2dbcNewMessages(DatabaseClient database, TransactionalOperator transaction, Supplier<UUID> ids) {
        this.database = database;
        this.transaction = transaction;
        this.ids = ids;
    }

    @Override
    public Mono<Long> add(List<Called> called) {
        return database.sql(WAIT_FOR_ERASURES)
                .then()
                .then(Mono.defer(() -> insert(called)))
                .as(transaction::transactional);
    }

    private Mono<Long> insert(List<Called> called) {
        // In one order everywhere: two instances that insert the same messages after a rebalance cannot deadlock.
        List<Called> inOrder = called.stream()
                .sorted(Comparator.comparing(one -> one.message().purpose()))
                .toList();
        List<NewMessage> ordered = inOrder.stream().map(Called::message).toList();
        return database.sql(ADD)
                .bind(0, uuids(ordered, message -> ids.get()))
                .bind(1, texts(ordered, NewMessage::purpose))
                .bind(2, texts(ordered, message -> message.kind().wireName()))
                .bind(3, uuids(ordered, message -> message.organization().value()))
                .bind(4, uuids(ordered, message -> message.invitation().value()))
                .bind(
                        5,
                        uuids(
                                ordered,
                                message -> message.invitee() == null
                                        ? null
                                        : message.invitee().value()))
                .bind(
                        6,
                        uuids(
                                ordered,
                                message -> message.acceptance() == null
                                        ? null
                                        : message.acceptance().value()))
                .bind(7, texts(ordered, message -> message.recipient().address()))
                .bind(8, texts(ordered, message -> message.recipient().email()))
                .bind(9, texts(ordered, message -> message.recipient().firstName()))
                .bind(10, texts(ordered, message -> message.recipient().lastName()))
                .bind(
                        11,
                        texts(
                                ordered,
                                message -> message.reason() == null
                                        ? null
                                        : message.reason().wireName()))
                .bind(12, inOrder.stream().map(Called::at).toArray(Instant[]::new))
                .fetch()
                .rowsUpdated();
    }

    private static @Nullable UUID[] uuids(List<NewMessage> messages, Function<NewMessage, @Nullable UUID> column) {
        return messages.stream().map(column).toArray(UUID[]::new);
    }

    private static @Nullable String[] texts(List<NewMessage> messages, Function<NewMessage, @Nullable String> column) {
        return messages.stream().map(column).toArray(String[]::new);
    }
}
