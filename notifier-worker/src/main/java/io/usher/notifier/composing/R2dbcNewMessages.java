package io.usher.notifier.composing;

import static io.usher.runtime.ColumnArrays.column;
import static io.usher.runtime.ColumnArrays.instants;
import static io.usher.runtime.ColumnArrays.texts;
import static io.usher.runtime.ColumnArrays.uuids;
import static java.util.stream.Collectors.toSet;

import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import io.usher.notifier.composing.NewMessages.Requested;
import io.usher.notifier.sending.MailEvents;
import io.usher.notifier.sending.Suppressions;
import io.usher.runtime.Columns;
import io.usher.runtime.outbox.Outbox;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

final class R2dbcNewMessages implements NewMessages {

    /** Whoever is about to be told of their access is known as a member, with the name and the spelling of that time. */
    private static final String ADD = """
            insert into notification.message (id, purpose, kind, organization_id, invitation_id, invitee_id,
                acceptance_id, member_id, link_generation, position, access_ends_at, address, email, first_name, last_name,
                reason, priority, proof_id, proof_purpose, locale, state, due_at, created_at, sendable_at, called_at)
            select new.id, new.purpose, new.kind, new.organization_id, new.invitation_id, new.invitee_id,
                new.acceptance_id, new.member_id, new.link_generation, new.position, new.access_ends_at, new.address,
                coalesce(member.email, new.email), coalesce(new.first_name, member.first_name),
                coalesce(new.last_name, member.last_name), new.reason, new.priority,
                new.proof_id, new.proof_purpose, new.locale, 'queued', now(), now(), now(),
                coalesce(member.joined_at, new.called_at)
            from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[],
                $14::smallint[], $15::uuid[], $16::integer[], $17::bigint[], $18::timestamptz[], $19::uuid[], $20::text[],
                $21::text[])
                as new (id, purpose, kind, organization_id, invitation_id, invitee_id, acceptance_id,
                    address, email, first_name, last_name, reason, called_at, priority,
                    member_id, link_generation, position, access_ends_at, proof_id, proof_purpose, locale)
            left join onboarding.member on member.organization_id = new.organization_id and member.id = new.member_id
            where (new.member_id is null or member.id is not null)
                and not exists (
                    select from notification.erasure e
                    where e.person = notification.person(new.organization_id, new.address)
                        and e.until >= coalesce(member.joined_at, new.called_at))
            on conflict (purpose) do nothing
            returning id, email, created_at
            """;

    private static final String PROOFS =
            "select proof_id from notification.message where purpose = any($1) and proof_id is not null";

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final Outbox outbox;
    private final Supplier<UUID> ids;

    R2dbcNewMessages(DatabaseClient database, TransactionalOperator transaction, Outbox outbox, Supplier<UUID> ids) {
        this.database = database;
        this.transaction = transaction;
        this.outbox = outbox;
        this.ids = ids;
    }

    @Override
    public Mono<Long> add(List<Requested> requested) {
        return database.sql(Suppressions.WAIT_FOR_ERASURES)
                .then()
                .then(Mono.defer(() -> insert(requested)))
                .flatMap(first -> insertAfterFirst(requested)
                        .map(later ->
                                Stream.concat(first.stream(), later.stream()).toList()))
                .flatMap(queued -> outbox.append(queued).thenReturn((long) queued.size()))
                .as(transaction::transactional);
    }

    /** Emits the events of the new messages. */
    private Mono<List<EventMessage>> insert(List<Requested> requested) {
        // In one order everywhere: two instances that insert the same messages after a rebalance cannot deadlock.
        List<Requested> inOrder = requested.stream()
                .sorted(Comparator.comparing(one -> one.message().purpose()))
                .toList();
        List<NewMessage> ordered = inOrder.stream().map(Requested::message).toList();
        Map<UUID, NewMessage> byId = new LinkedHashMap<>();
        ordered.forEach(message -> byId.put(ids.get(), message));
        return database.sql(ADD)
                .bind(0, byId.keySet().toArray(UUID[]::new))
                .bind(1, texts(ordered, NewMessage::purpose))
                .bind(2, texts(ordered, message -> message.kind().wireName()))
                .bind(3, uuids(ordered, message -> valueOrNull(message.organization(), OrganizationId::value)))
                .bind(4, uuids(ordered, message -> valueOrNull(message.invitation(), InvitationId::value)))
                .bind(5, uuids(ordered, message -> valueOrNull(message.invitee(), InviteeId::value)))
                .bind(6, uuids(ordered, message -> valueOrNull(message.acceptance(), AcceptanceId::value)))
                .bind(7, texts(ordered, message -> message.recipient().address()))
                .bind(8, texts(ordered, message -> message.recipient().email()))
                .bind(9, texts(ordered, message -> message.recipient().firstName()))
                .bind(10, texts(ordered, message -> message.recipient().lastName()))
                .bind(
                        11,
                        texts(ordered, message -> valueOrNull(message.details().reason(), RejectionReason::wireName)))
                .bind(12, instants(inOrder, Requested::at))
                .bind(
                        13,
                        column(
                                ordered,
                                Short[]::new,
                                message -> message.priority().rank()))
                .bind(
                        14,
                        uuids(ordered, message -> valueOrNull(message.details().member(), MemberId::value)))
                .bind(
                        15,
                        column(
                                ordered,
                                Integer[]::new,
                                message -> message.details().linkGeneration()))
                .bind(
                        16,
                        column(
                                ordered,
                                Long[]::new,
                                message -> message.details().position()))
                .bind(17, instants(ordered, message -> message.details().accessEndsAt()))
                .bind(18, uuids(ordered, R2dbcNewMessages::proof))
                .bind(
                        19,
                        texts(
                                ordered,
                                message -> valueOrNull(
                                        message.details().proof(),
                                        proof -> proof.purpose().wireName())))
                .bind(20, texts(ordered, message -> message.details().locale()))
                .map(row -> queued(new Columns(row), byId))
                .all()
                .collectList();
    }

    /** Inserted after all others, and no purpose of theirs is one of these: still one order everywhere. */
    private Mono<List<EventMessage>> insertAfterFirst(List<Requested> requested) {
        List<Requested> later = requested.stream()
                .flatMap(one -> AccountMails.afterFirstOfDay(one.message()).stream()
                        .map(message -> new Requested(message, one.at())))
                .toList();
        return later.isEmpty()
                ? Mono.just(List.of())
                : storedProofs(requested)
                        .map(first -> later.stream()
                                .filter(one -> !first.contains(proof(one.message())))
                                .toList())
                        .flatMap(others -> others.isEmpty() ? Mono.just(List.of()) : insert(others));
    }

    /** The proofs of stored messages that have one of these purposes. */
    private Mono<Set<UUID>> storedProofs(List<Requested> requested) {
        return database.sql(PROOFS)
                .bind(0, texts(requested, one -> one.message().purpose()))
                .map(row -> new Columns(row).uuid("proof_id"))
                .all()
                .collect(toSet());
    }

    private static @Nullable UUID proof(NewMessage message) {
        return valueOrNull(message.details().proof(), proof -> proof.id().value());
    }

    private static EventMessage queued(Columns row, Map<UUID, NewMessage> byId) {
        UUID id = row.uuid("id");
        NewMessage message = Objects.requireNonNull(byId.get(id), "id");
        return MailEvents.queued(message.mail(new MessageId(id), row.text("email")), row.instant("created_at"));
    }

    private static <T, V> @Nullable V valueOrNull(@Nullable T present, Function<T, V> value) {
        return present == null ? null : value.apply(present);
    }
}
