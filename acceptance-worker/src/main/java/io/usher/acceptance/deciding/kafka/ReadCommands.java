package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.CallerRights;
import io.usher.acceptance.deciding.Command.MemberChange;
import io.usher.acceptance.deciding.Command.MemberRemoval;
import io.usher.acceptance.deciding.Command.Single;
import io.usher.acceptance.deciding.Command.TeamChange;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.Request;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.event.MemberCommand.OfPerson;
import io.usher.contract.id.GrantableId;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Received.Unreadable;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records into commands. Sets everything aside that the database would refuse, since it would stall the
 * partition.
 */
final class ReadCommands {

    /** The longest name that a request may carry; the API refuses longer ones. */
    private static final int MAX_NAME = 255;

    /** The latest time that is stored. */
    private static final Instant LAST_MOMENT = Instant.parse("9999-12-31T23:59:59Z");

    private ReadCommands() {}

    /** A decoded record. */
    sealed interface Read {

        ConsumerRecord<byte[], byte[]> consumed();

        default long offset() {
            return consumed().offset();
        }
    }

    record ReadRequest(ConsumerRecord<byte[], byte[]> consumed, Request request) implements Read {}

    record ReadSingle(ConsumerRecord<byte[], byte[]> consumed, Single command) implements Read {}

    record ReadErasure(ConsumerRecord<byte[], byte[]> consumed, MemberErasureRequested request) implements Read {}

    /** A record that is published as a dead letter, and the reason. */
    record SetAside(ConsumerRecord<byte[], byte[]> consumed, String reason) implements Read {}

    static List<Read> of(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Read> read = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> consumed : records) {
            read.add(read(consumed));
        }
        return read;
    }

    private static Read read(ConsumerRecord<byte[], byte[]> consumed) {
        if (consumed.partition() >= Topic.partitions()) {
            return new SetAside(
                    consumed,
                    "partition: " + consumed.partition() + " (expected one below " + Topic.partitions() + ")");
        }
        return switch (EventCodec.decode(consumed)) {
            case Unreadable flawed -> new SetAside(consumed, flawed.reason());
            case Readable readable -> read(consumed, readable);
        };
    }

    private static Read read(ConsumerRecord<byte[], byte[]> consumed, Readable readable) {
        boolean ofMembers = consumed.topic().equals(Topic.MEMBERS_REQUESTED.topicName());
        return switch (readable.event()) {
            case AcceptanceRequested requested ->
                ofMembers ? unexpected(consumed, requested) : request(consumed, readable, requested);
            case AcceptanceWithdrawalRequested requested ->
                ofMembers
                        ? unexpected(consumed, requested)
                        : new ReadSingle(
                                consumed,
                                new Withdrawal(
                                        requested.command(),
                                        requested.acceptance(),
                                        requested.invitation(),
                                        requested.organization()));
            case MemberCommand command -> ofMembers ? member(consumed, command) : unexpected(consumed, command);
            default -> unexpected(consumed, readable.event());
        };
    }

    private static SetAside unexpected(ConsumerRecord<byte[], byte[]> consumed, Event event) {
        return new SetAside(consumed, "event: " + event.getClass().getSimpleName() + " (expected a command)");
    }

    private static Read request(
            ConsumerRecord<byte[], byte[]> consumed, Readable readable, AcceptanceRequested requested) {
        EmailAddress email = EmailAddress.parse(requested.email()).orElse(null);
        if (email == null) {
            return new SetAside(consumed, "email: not an address");
        }
        if (!storable(requested.firstName()) || !storable(requested.lastName())) {
            return new SetAside(consumed, "name: not text of at most " + MAX_NAME + " characters");
        }
        return new ReadRequest(
                consumed,
                new Request(
                        requested.acceptance(),
                        requested.invitation(),
                        requested.organization(),
                        email,
                        requested.firstName(),
                        requested.lastName(),
                        MemberId.of(requested.organization(), email.normal()),
                        readable.appendedAt(),
                        readable.offset()));
    }

    private static boolean storable(@Nullable String name) {
        return name == null || (name.codePointCount(0, name.length()) <= MAX_NAME && name.indexOf('\0') < 0);
    }

    private static Read member(ConsumerRecord<byte[], byte[]> consumed, MemberCommand command) {
        return switch (command) {
            case OfPerson ofPerson -> person(consumed, ofPerson);
            case MemberTeamChangeRequested team -> team(consumed, team);
        };
    }

    private static Read team(ConsumerRecord<byte[], byte[]> consumed, MemberTeamChangeRequested command) {
        int members = command.added().size() + command.removed().size();
        return members > MemberTeamChangeRequested.MOST_MEMBERS
                ? new SetAside(
                        consumed,
                        "members: " + members + " (expected at most " + MemberTeamChangeRequested.MOST_MEMBERS + ")")
                : new ReadSingle(
                        consumed,
                        new TeamChange(
                                command.command(),
                                command.organization(),
                                command.team().value(),
                                command.added(),
                                command.removed(),
                                CallerRights.of(command.callerPermissions(), command.callerMember())));
    }

    private static Read person(ConsumerRecord<byte[], byte[]> consumed, OfPerson command) {
        boolean normal = EmailAddress.parse(command.address())
                .filter(address -> address.normal().equals(command.address()))
                .isPresent();
        if (!normal) {
            return new SetAside(consumed, "address: not in normal form");
        }
        Person person = new Person(command.organization(), command.address());
        return switch (command) {
            case MemberErasureRequested erasure ->
                erasure.until().isBefore(LAST_MOMENT)
                        ? new ReadErasure(consumed, erasure)
                        : new SetAside(consumed, "at: too late");
            case MemberRemovalRequested removal ->
                new ReadSingle(
                        consumed,
                        new MemberRemoval(
                                removal.command(),
                                person,
                                CallerRights.of(removal.callerPermissions(), removal.callerMember())));
            case MemberChangeRequested change -> new ReadSingle(consumed, change(change, person));
        };
    }

    private static MemberChange change(MemberChangeRequested change, Person person) {
        Map<GrantKind, List<UUID>> replaced = new LinkedHashMap<>();
        change.replaced()
                .forEach((kind, ids) ->
                        replaced.put(kind, ids.stream().map(GrantableId::value).toList()));
        return new MemberChange(
                change.command(),
                person,
                replaced,
                change.retained().stream().map(GrantableId::value).toList(),
                change.accessEndSet(),
                change.accessExpiresAt(),
                CallerRights.of(change.callerPermissions(), change.callerMember()));
    }
}
