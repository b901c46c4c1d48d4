package io.usher.resilience;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.EmailEvent.EmailQueued;
import io.usher.contract.event.EmailEvent.EmailSent;
import io.usher.contract.event.EmailEvent.Mail;
import io.usher.contract.event.EmailKind;
import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.MessageId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Member;
import io.usher.resilience.Evidence.Message;
import io.usher.resilience.Evidence.Position;
import io.usher.resilience.Evidence.Published;
import io.usher.resilience.Evidence.Requested;
import io.usher.resilience.Evidence.Seats;
import io.usher.resilience.Scenario.Offer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Evidence without fault: three people ask for two seats, ada twice. Tests break a list and check the evidence.
 */
final class SmallEvidence {

    static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(1, 1));
    static final InvitationId INVITATION = new InvitationId(new UUID(1, 2));
    static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    final List<Call> calls = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    final List<Requested> log = new ArrayList<>();
    final List<Published> events = new ArrayList<>();
    final List<Acceptance> acceptances = new ArrayList<>();
    final List<Member> members = new ArrayList<>();
    final Map<UUID, Message> messages = new LinkedHashMap<>();
    final List<MailSink.Mail> mails = new ArrayList<>();
    final List<Position> positions = new ArrayList<>();
    final Map<OrganizationId, Integer> plans = new HashMap<>();
    final Map<InvitationId, Seats> invitationSeats = new HashMap<>(Map.of(INVITATION, new Seats(4, 2)));
    final Map<OrganizationId, Integer> organizationSeats = new HashMap<>(Map.of(ORGANIZATION, 2));

    @Nullable Integer quota = 2;

    @Nullable Instant expiresAt;

    long unpublished;

    SmallEvidence() {
        accepted(1, "ada", null);
        accepted(2, "ada", id(1));
        accepted(3, "grace", null);
        refused(4, "edsger", RejectionReason.QUOTA_FULL);
        reached(3, "quota-full", new OpsQuotaFull(INVITATION, ORGANIZATION, 2, NOON));
        positions.add(new Position(0, 4, 4));
    }

    static AcceptanceId id(int number) {
        return new AcceptanceId(new UUID(2, number));
    }

    static String address(String person) {
        return person + "@example.org";
    }

    private void accepted(int number, String person, @Nullable AcceptanceId original) {
        boolean joins = original == null;
        MemberId member = member(person);
        acknowledged(number, person);
        acceptances.add(new Acceptance(
                id(number),
                ORGANIZATION,
                INVITATION,
                number,
                address(person),
                true,
                null,
                original,
                joins,
                NOON.plusMillis(number),
                number - 1L));
        Grants grants = new Grants(List.of("contestant"), List.of("Finalists"), null, List.of(), List.of(), null);
        decided(new AcceptanceAccepted(
                id(number),
                INVITATION,
                ORGANIZATION,
                address(person),
                null,
                null,
                NOON,
                NOON,
                original,
                grants,
                List.of()));
        if (joins) {
            members.add(new Member(member.value(), ORGANIZATION, address(person), NOON.plusMillis(number), true));
            events.add(new Published(
                    Topic.MEMBERS.topicName(),
                    id(number) + ".member",
                    new MemberJoined(
                            member,
                            ORGANIZATION,
                            address(person),
                            address(person),
                            null,
                            null,
                            INVITATION,
                            id(number),
                            grants,
                            NOON)));
            mailed(number, "welcome/" + id(number), person, EmailKind.WELCOME);
        }
    }

    private void refused(int number, String person, RejectionReason reason) {
        acknowledged(number, person);
        acceptances.add(new Acceptance(
                id(number),
                ORGANIZATION,
                INVITATION,
                number,
                address(person),
                false,
                reason.wireName(),
                null,
                false,
                NOON.plusMillis(number),
                number - 1L));
        decided(new AcceptanceRejected(
                id(number), INVITATION, ORGANIZATION, address(person), null, null, NOON, NOON, reason, null));
        mailed(
                number,
                "refusal/%s/%s/%s".formatted(INVITATION, address(person), reason.wireName()),
                person,
                EmailKind.REFUSAL);
    }

    /** Somebody waits, and is promoted. */
    void promoted(int number, String person) {
        acknowledged(number, person);
        decided(new AcceptanceWaitlisted(
                id(number), INVITATION, ORGANIZATION, address(person), null, null, NOON, NOON, null, 1L));
        mailed(number, "waitlisted/" + id(number), person, EmailKind.WAITLISTED);
        events.add(new Published(
                Topic.ACCEPTANCES_DECIDED.topicName(),
                id(number) + ".promoted",
                new AcceptancePromoted(
                        id(number),
                        INVITATION,
                        ORGANIZATION,
                        address(person),
                        null,
                        null,
                        NOON,
                        NOON,
                        Grants.NONE,
                        List.of())));
        mailed(100 + number, "promoted/" + id(number), person, EmailKind.PROMOTED);
    }

    private void acknowledged(int number, String person) {
        calls.add(new Call(number, INVITATION, address(person), NOON, NOON, NOON, 202, "", id(number)));
        log.add(new Requested(id(number), INVITATION, address(person), 0, number - 1L, NOON.plusMillis(number)));
    }

    private void decided(AcceptanceDecided event) {
        events.add(new Published(Topic.ACCEPTANCES_DECIDED.topicName(), event.acceptance() + ".decided", event));
    }

    private void mailed(int number, String purpose, String person, EmailKind kind) {
        UUID message = message(number);
        Mail mail = new Mail(new MessageId(message), kind, address(person), ORGANIZATION, INVITATION, null, id(number));
        messages.put(message, new Message(purpose, address(person), "sent"));
        mails.add(new MailSink.Mail(message.toString(), address(person)));
        events.add(new Published(Topic.EMAILS.topicName(), message + ".queued", new EmailQueued(mail, NOON)));
        events.add(new Published(Topic.EMAILS.topicName(), message + ".sent", new EmailSent(mail, NOON, 1)));
    }

    /** Adds the report of a limit that this request reached. */
    void reached(int number, String milestone, OpsEvent event) {
        events.add(new Published(Topic.OPS.topicName(), id(number) + "." + milestone, event));
    }

    static MemberId member(String person) {
        return MemberId.of(ORGANIZATION, address(person));
    }

    static UUID message(int number) {
        return new UUID(4, number);
    }

    /** The message with this number. */
    Message stored(int number) {
        return requireNonNull(messages.get(message(number)));
    }

    /** Replaces the decision on a request. */
    void redecide(int number, UnaryOperator<Acceptance> change) {
        acceptances.replaceAll(
                acceptance -> acceptance.id().equals(id(number)) ? change.apply(acceptance) : acceptance);
    }

    /** The acceptance as a repetition of another one. */
    static Acceptance withOriginal(Acceptance before, AcceptanceId original) {
        return new Acceptance(
                before.id(),
                before.organization(),
                before.invitation(),
                before.ordinal(),
                before.address(),
                true,
                null,
                original,
                before.joined(),
                before.decidedAt(),
                before.offset());
    }

    /** Asserts that evidence with this fault has a violation of the clause. */
    static void assertFound(String clause, Consumer<SmallEvidence> fault) {
        SmallEvidence evidence = new SmallEvidence();
        fault.accept(evidence);
        assertThat(evidence.violations())
                .anySatisfy(line -> assertThat(line).startsWith(clause.contains(": ") ? clause : clause + ": "));
    }

    List<String> violations() {
        Scenario scenario =
                new Scenario(List.of(new Offer(ORGANIZATION, INVITATION, quota, expiresAt)), plans, List.of());
        return FinalCheck.violations(new Evidence(
                scenario,
                changes,
                calls,
                log,
                events,
                acceptances,
                members,
                invitationSeats,
                organizationSeats,
                messages.entrySet().stream().collect(toMap(Map.Entry::getKey, Map.Entry::getValue)),
                mails,
                positions,
                unpublished,
                0));
    }
}
