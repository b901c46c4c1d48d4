package io.usher.api.projections;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.audit.CommandOutcome;
import io.usher.api.keys.EndingKeys.Held;
import io.usher.api.projections.Decision.Outcome;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.EmailEvent.EmailBounced;
import io.usher.contract.event.EmailEvent.EmailFailed;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.EmailSuppressed;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.Event;
import io.usher.contract.event.EventType;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.consuming.PositionedBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What some batches of records say, each in the order of its partition. Confined to one thread. */
final class ReadEvents {

    private static final byte[] VERSION = "1.0".getBytes(UTF_8);
    private static final int UUID_LENGTH = 36;

    private static final Set<EventType> READ_OF_MEMBERS = EnumSet.of(
            EventType.MEMBER_CHANGED,
            EventType.MEMBER_LEFT,
            EventType.MEMBER_ACCESS_ENDED,
            EventType.MEMBER_CHANGE_REFUSED,
            EventType.MEMBER_TEAM_CHANGED);

    private final Map<TopicPartition, RecentIds> recent;
    private final Map<TopicPartition, Set<Long>> fresh = new HashMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<MailNews> mails = new ArrayList<>();
    private final List<Erasure> erasures = new ArrayList<>();
    private final List<Held> changes = new ArrayList<>();
    private final List<CommandOutcome> outcomes = new ArrayList<>();
    private final List<ConsumerRecord<byte[], byte[]>> requests = new ArrayList<>();
    private final List<SetAside> unreadable = new ArrayList<>();
    private int unknown;

    /** What happened to an invitation mail to an invitee. */
    record MailNews(
            UUID invitee,
            UUID message,
            String status,
            @Nullable String reason,
            long at) {}

    /**
     * A person is to be forgotten.
     *
     * @param address in normal form
     * @param at in milliseconds of the epoch
     */
    record Erasure(UUID organization, String address, long at) {}

    /** A record for the dead letters, and why. */
    record SetAside(ConsumerRecord<byte[], byte[]> consumed, String reason) {}

    private ReadEvents(Map<TopicPartition, RecentIds> recent) {
        this.recent = recent;
    }

    /** @param recent the ids of decisions by partition, without which a repeat is not recognized; not changed here */
    static ReadEvents of(List<PositionedBatch> batches, Map<TopicPartition, RecentIds> recent) {
        ReadEvents read = new ReadEvents(recent);
        for (PositionedBatch batch : batches) {
            batch.records().forEach(read::read);
        }
        return read;
    }

    List<Decision> decisions() {
        return decisions;
    }

    List<MailNews> mails() {
        return mails;
    }

    List<Erasure> erasures() {
        return erasures;
    }

    /** What members hold who may have held more before. */
    List<Held> changes() {
        return changes;
    }

    /** What became of commands, in the order of their partitions. */
    List<CommandOutcome> outcomes() {
        return outcomes;
    }

    /** Requests for seats, not read yet: of most invitations they change nothing. */
    List<ConsumerRecord<byte[], byte[]>> requests() {
        return requests;
    }

    List<SetAside> unreadable() {
        return unreadable;
    }

    /** How many were of a type that this version does not know. */
    int unknown() {
        return unknown;
    }

    /** Hashes of the ids of decisions that were read for the first time. */
    Map<TopicPartition, Set<Long>> fresh() {
        return fresh;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topic.ACCEPTANCES_DECIDED.topicName())) {
            readDecision(record);
        } else if (record.topic().equals(Topic.MEMBERS.topicName())) {
            readMember(record);
        } else if (record.topic().equals(Topic.ACCEPTANCES_REQUESTED.topicName())) {
            // What else is there, and what is none, is the worker's to read.
            if (type(record) == EventType.ACCEPTANCE_REQUESTED) {
                requests.add(record);
            }
        } else {
            readWhole(record);
        }
    }

    private void readDecision(ConsumerRecord<byte[], byte[]> record) {
        byte[] id = header(record, "ce_id");
        EventType type = type(record);
        // A withdrawal also answers a command, which is not among the fields that are read here.
        Optional<Decision> decision = id == null
                        || type == null
                        || type == EventType.ACCEPTANCE_WITHDRAWN
                        || record.key() == null
                        || record.value() == null
                ? Optional.empty()
                : Outcome.of(type)
                        .flatMap(outcome ->
                                DecisionFields.read(outcome, new String(record.key(), ISO_8859_1), record.value()));
        if (id == null || decision.isEmpty()) {
            readWhole(record);
        } else if (isNew(record, id)) {
            decisions.add(decision.get());
        }
    }

    private boolean isNew(ConsumerRecord<byte[], byte[]> record, byte[] id) {
        long hash = RecentIds.hash(id);
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        RecentIds known = recent.get(partition);
        return (known == null || !known.contains(hash))
                && fresh.computeIfAbsent(partition, none -> new LinkedHashSet<>())
                        .add(hash);
    }

    /** Of the events about members only those are read that answer commands, or say that somebody may hold less. */
    private void readMember(ConsumerRecord<byte[], byte[]> record) {
        EventType type = type(record);
        if (record.value() == null) {
            erasure(record).ifPresentOrElse(this::take, () -> setAside(record, "tombstone under no person's key"));
        } else if (type == null
                || READ_OF_MEMBERS.contains(type)
                || !MemberEvent.class.isAssignableFrom(type.record())) {
            readWhole(record);
        }
    }

    private void take(Erasure erasure) {
        erasures.add(erasure);
        changes.add(new Held(
                new OrganizationId(erasure.organization()),
                erasure.address(),
                List.of(),
                Instant.ofEpochMilli(erasure.at())));
    }

    private static Optional<Erasure> erasure(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        if (key.length() <= UUID_LENGTH + 1 || key.charAt(UUID_LENGTH) != '/' || key.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Erasure(
                    UUID.fromString(key.substring(0, UUID_LENGTH)),
                    key.substring(UUID_LENGTH + 1),
                    record.timestamp()));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private void readWhole(ConsumerRecord<byte[], byte[]> record) {
        switch (EventCodec.decode(record)) {
            case Readable readable -> take(record, readable);
            case Unreadable other -> {
                if (other.isOfUnknownType()) {
                    unknown++;
                } else {
                    setAside(record, other.reason());
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Readable readable) {
        Event event = readable.event();
        CommandOutcome.of(event).ifPresent(outcomes::add);
        held(event).ifPresent(changes::add);
        if (event instanceof EmailEvent email) {
            invitation(email).ifPresent(mails::add);
        } else if (event instanceof AcceptanceOutcome decided
                && isNew(record, readable.id().getBytes(UTF_8))) {
            decisions.add(decision(decided));
        }
    }

    private static Optional<Held> held(Event event) {
        return switch (event) {
            case MemberChanged changed ->
                Optional.of(new Held(
                        changed.organization(),
                        changed.address(),
                        changed.held().roles(),
                        changed.at()));
            case MemberLeft left -> Optional.of(new Held(left.organization(), left.address(), List.of(), left.at()));
            case MemberAccessEnded ended ->
                Optional.of(new Held(ended.organization(), ended.address(), List.of(), ended.at()));
            default -> Optional.empty();
        };
    }

    /** Empty for reminders, too: what becomes of one says nothing about the invitation. */
    private static Optional<MailNews> invitation(EmailEvent email) {
        Mail mail = email.mail();
        return mail.invitee() == null || mail.kind() != EmailKind.INVITATION
                ? Optional.empty()
                : Optional.of(news(email, mail.invitee().value(), mail.message().value()));
    }

    private static MailNews news(EmailEvent email, UUID invitee, UUID message) {
        return switch (email) {
            case EmailQueued queued ->
                new MailNews(invitee, message, "queued", null, queued.at().toEpochMilli());
            case EmailSent sent ->
                new MailNews(invitee, message, "sent", null, sent.at().toEpochMilli());
            case EmailFailed failed ->
                new MailNews(
                        invitee, message, "failed", failed.reason(), failed.at().toEpochMilli());
            case EmailBounced bounced ->
                new MailNews(
                        invitee,
                        message,
                        "bounced",
                        bounced.reason(),
                        bounced.at().toEpochMilli());
            case EmailSuppressed suppressed ->
                new MailNews(
                        invitee,
                        message,
                        "suppressed",
                        suppressed.reason().wireName(),
                        suppressed.at().toEpochMilli());
        };
    }

    private static Decision decision(AcceptanceOutcome decided) {
        return switch (decided) {
            case AcceptanceAccepted accepted -> decision(accepted, Outcome.ACCEPTED, accepted.original() != null, null);
            case AcceptanceRejected rejected ->
                decision(
                        rejected,
                        Boolean.TRUE.equals(rejected.waited()) ? Outcome.DISMISSED : Outcome.REJECTED,
                        false,
                        rejected.reason().wireName());
            case AcceptanceWaitlisted waitlisted ->
                decision(waitlisted, Outcome.WAITLISTED, waitlisted.original() != null, null);
            case AcceptancePromoted promoted -> decision(promoted, Outcome.PROMOTED, false, null);
            case AcceptanceWithdrawn withdrawn -> decision(withdrawn, Outcome.WITHDRAWN, false, null);
        };
    }

    private static Decision decision(
            AcceptanceOutcome decided, Outcome outcome, boolean repeated, @Nullable String reason) {
        return new Decision(
                decided.acceptance().value(),
                decided.invitation().value(),
                outcome,
                repeated,
                reason,
                decided.email(),
                decided.requestedAt().toEpochMilli(),
                decided.decidedAt().toEpochMilli());
    }

    private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
        unreadable.add(new SetAside(record, reason));
    }

    /** The type of a CloudEvent in binary mode; null if it is another record, or of a type that is not known. */
    private static @Nullable EventType type(ConsumerRecord<byte[], byte[]> record) {
        byte[] type = header(record, "ce_type");
        return type != null && Arrays.equals(header(record, "ce_specversion"), VERSION)
                ? EventType.named(new String(type, ISO_8859_1)).orElse(null)
                : null;
    }

    private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }
}
