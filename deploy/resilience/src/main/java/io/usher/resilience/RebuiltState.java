package io.usher.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantableEvent;
import io.usher.contract.event.GrantableEvent.GrantableDeleted;
import io.usher.contract.event.InvitationEvent;
import io.usher.contract.event.InvitationState;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.OrganizationEvent;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer knows who reads the topics and nothing else, as lines of text. It drops repeats and
 * passes over what it cannot read. Topics have no order among each other: names are resolved only when all are read.
 */
final class RebuiltState {

    /** In that order, so that names are known; each topic by itself is in order. */
    static final List<Topic> TOPICS =
            List.of(Topic.ORGANIZATIONS, Topic.INVITATIONS, Topic.INVITEES, Topic.ACCEPTANCES_DECIDED, Topic.MEMBERS);

    private final Set<UUID> without;
    private final Set<String> seen = new HashSet<>();
    private final Map<UUID, String> organizations = new HashMap<>();
    private final Map<UUID, GrantableEvent> grantables = new HashMap<>();
    /** By the places of all names that they had. */
    private final Map<String, UUID> called = new HashMap<>();

    private final Map<UUID, InvitationState> invitations = new HashMap<>();
    private final Map<UUID, InviteeInvited> invitees = new HashMap<>();
    private final Map<UUID, Use> uses = new HashMap<>();
    private final RebuiltMembers members = new RebuiltMembers();

    /** What has become of an acceptance. */
    private record Use(InvitationId invitation, Held held) {}

    private enum Held {
        SEAT,
        PLACE_IN_QUEUE,
        NOTHING
    }

    private RebuiltState(Set<UUID> without) {
        this.without = without;
    }

    /**
     * @param records of each partition in order
     * @param without the organizations whose events are passed over
     */
    static RebuiltState of(List<ConsumerRecord<byte[], byte[]>> records, Set<UUID> without) {
        RebuiltState state = new RebuiltState(without);
        for (Topic topic : TOPICS) {
            records.stream()
                    .filter(record -> record.topic().equals(topic.topicName()))
                    .forEach(state::take);
        }
        return state;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topic.MEMBERS.topicName()) && record.value() == null && record.key() != null) {
            members.erase(new String(record.key(), UTF_8));
        } else if (EventCodec.decode(record) instanceof Readable readable
                && isWanted(readable.event())
                && seen.add(readable.id())) {
            take(readable.event());
        }
    }

    private boolean isWanted(Event event) {
        @Nullable OrganizationId organization = switch (event) {
            case OrganizationEvent changed -> changed.organization();
            case GrantableEvent grantable -> grantable.organization();
            case InvitationEvent changed -> changed.invitation().organization();
            case InviteeInvited invited -> invited.organization();
            case InviteeCancelled cancelled -> cancelled.organization();
            case AcceptanceDecided decided -> decided.organization();
            case MemberEvent member -> member.organization();
            default -> null;
        };
        return organization != null && !without.contains(organization.value());
    }

    private void take(Event event) {
        switch (event) {
            case OrganizationEvent organization -> take(organization);
            case GrantableEvent grantable -> take(grantable);
            case InvitationEvent changed -> take(changed.invitation());
            case InviteeInvited invited -> invitees.put(invited.invitee().value(), invited);
            case InviteeCancelled cancelled ->
                invitees.remove(cancelled.invitee().value());
            case AcceptanceDecided decided -> take(decided);
            case MemberEvent member -> members.take(member);
            default -> {}
        }
    }

    private void take(OrganizationEvent event) {
        organizations.put(
                event.organization().value(),
                "%s %s %s %s %s %s"
                        .formatted(
                                event.slug(),
                                event.name(),
                                event.plan().seats(),
                                sorted(event.plan().roles()),
                                event.locale(),
                                event.replyTo()));
    }

    private void take(GrantableEvent event) {
        UUID id = event.grantable().value();
        grantables.put(id, event);
        called.put(RebuiltMembers.place(event.organization().value(), event.kind(), event.name()), id);
    }

    private void take(InvitationState state) {
        invitations.merge(state.id().value(), state, (one, other) -> one.version() > other.version() ? one : other);
    }

    private void take(AcceptanceDecided decided) {
        @Nullable Held held = switch (decided) {
            case AcceptanceAccepted accepted -> accepted.original() == null ? Held.SEAT : Held.NOTHING;
            case AcceptancePromoted promoted -> Held.SEAT;
            case AcceptanceWaitlisted waiting -> waiting.original() == null ? Held.PLACE_IN_QUEUE : Held.NOTHING;
            case AcceptanceRejected rejected -> Held.NOTHING;
            case AcceptanceWithdrawn withdrawn -> Held.NOTHING;
            case AcceptanceWithdrawalRefused unchanged -> null;
        };
        if (held != null) {
            uses.put(decided.acceptance().value(), new Use(decided.invitation(), held));
        }
    }

    /** One line for each thing, sorted. */
    List<String> lines() {
        Set<String> lines = new TreeSet<>();
        organizations.forEach((id, is) -> lines.add("organization %s: %s".formatted(id, is)));
        presentGrantables()
                .forEach(one -> lines.add("grantable %s: %s %s %s"
                        .formatted(
                                one.grantable(), one.organization(), one.kind().wireName(), one.name())));
        invitations.values().forEach(one -> lines.add(line(one)));
        invitees.values()
                .forEach(one -> lines.add("invitee %s: %s %s".formatted(one.invitee(), one.invitation(), one.email())));
        lines.addAll(members.lines(presentNames()));
        counts().forEach((invitation, counts) -> lines.add("counts %s: %s".formatted(invitation, counts)));
        return new ArrayList<>(lines);
    }

    /** Events refer to the names of their time. */
    private Map<String, String> presentNames() {
        Map<String, String> present = new HashMap<>();
        called.forEach((place, id) ->
                present.put(place, requireNonNull(grantables.get(id), place).name()));
        return present;
    }

    private Stream<GrantableEvent> presentGrantables() {
        return grantables.values().stream().filter(one -> !(one instanceof GrantableDeleted));
    }

    private static String line(InvitationState one) {
        return "invitation %s: %s %s %s quota=%s %s waitlist=%s version=%s%s"
                .formatted(
                        one.id(),
                        one.organization(),
                        one.name(),
                        one.mode().wireName(),
                        one.quota(),
                        one.status().wireName(),
                        one.waitlist(),
                        one.quota() == null ? one.version() : "any",
                        one.deletedAt() == null ? "" : " deleted");
    }

    /** Requests, accepted and waiting by invitation. */
    private Map<UUID, String> counts() {
        Map<UUID, long[]> counted = new TreeMap<>();
        for (Use use : uses.values()) {
            long[] counts = counted.computeIfAbsent(use.invitation().value(), none -> new long[3]);
            counts[0]++;
            counts[1] += use.held() == Held.SEAT ? 1 : 0;
            counts[2] += use.held() == Held.PLACE_IN_QUEUE ? 1 : 0;
        }
        Map<UUID, String> texts = new TreeMap<>();
        counted.forEach((invitation, counts) ->
                texts.put(invitation, "requests=%d accepted=%d waiting=%d".formatted(counts[0], counts[1], counts[2])));
        return texts;
    }

    private static String sorted(@Nullable List<String> names) {
        return names == null ? "all" : String.join(",", new TreeSet<>(names));
    }
}
