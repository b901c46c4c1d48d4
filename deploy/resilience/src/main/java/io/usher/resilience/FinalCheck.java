package io.usher.resilience;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.Event;
import io.usher.contract.event.Milestone;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Member;
import io.usher.resilience.Evidence.Message;
import io.usher.resilience.Evidence.Position;
import io.usher.resilience.Evidence.Published;
import io.usher.resilience.Evidence.Requested;
import io.usher.resilience.MailSink.Mail;
import io.usher.resilience.Scenario.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What must be true after every fault: each clause that is not is a line with the ids that show it. */
final class FinalCheck {

    /** How old what the API knows of an invitation may be. */
    private static final Duration STALENESS = Duration.ofSeconds(5);

    private final Evidence evidence;
    private final Map<AcceptanceId, Acceptance> decided = new LinkedHashMap<>();
    private final Map<AcceptanceId, Requested> log = new LinkedHashMap<>();
    private final Map<Person, Member> members = new LinkedHashMap<>();
    private final Map<OrganizationId, List<Instant>> joined;
    private final Violations violations = new Violations();

    private record Person(OrganizationId organization, String address) {}

    private FinalCheck(Evidence evidence) {
        this.evidence = evidence;
        joined = evidence.members().stream()
                .collect(groupingBy(Member::organization, mapping(Member::joinedAt, toList())));
        evidence.members().forEach(member -> members.put(new Person(member.organization(), member.address()), member));
        evidence.acceptances().forEach(acceptance -> decided.put(acceptance.id(), acceptance));
        evidence.log().forEach(request -> log.putIfAbsent(request.acceptance(), request));
    }

    static List<String> violations(Evidence evidence) {
        FinalCheck check = new FinalCheck(evidence);
        check.everyAnswerIsAllowed();
        check.whatIsRefusedAtOnceIsNotInTheLog();
        check.acknowledgedRequestsAreInTheLog();
        check.everyRequestHasOneDecision();
        check.seatsAreGrantedInLogOrder();
        check.refusalsByTheApiAreTrue();
        check.membersAndGrantsAgree();
        check.countersAgree();
        check.eventsAreThoseOfTheDatabase();
        check.limitsAreReportedOnce();
        check.decisionsArePublishedInLogOrder();
        check.everyOutcomeIsMailedOnce();
        check.positionsAreAtTheEnd();
        return check.violations.lines();
    }

    private void everyAnswerIsAllowed() {
        for (Asked asked : evidence.answers()) {
            if (!Set.of(0, 202, 409, 429, 503).contains(asked.status())) {
                violations.add("answer", "%d %s to %s", asked.status(), asked.code(), asked.email());
            }
        }
    }

    /** Of the calls of one person for one invitation no more are in the log than were not refused. */
    private void whatIsRefusedAtOnceIsNotInTheLog() {
        Map<String, Integer> refused = new HashMap<>();
        Map<String, Integer> others = new HashMap<>();
        for (Asked asked : evidence.answers()) {
            (Set.of(409, 429).contains(asked.status()) ? refused : others)
                    .merge(asked.invitation() + " " + asked.email(), 1, Integer::sum);
        }
        Map<String, Integer> logged = new HashMap<>();
        log.values().forEach(request -> logged.merge(request.invitation() + " " + request.email(), 1, Integer::sum));
        refused.keySet().forEach(wish -> {
            if (logged.getOrDefault(wish, 0) > others.getOrDefault(wish, 0)) {
                violations.add("refused at once, in the log", "%s", wish);
            }
        });
    }

    private void acknowledgedRequestsAreInTheLog() {
        Set<AcceptanceId> acknowledged = new HashSet<>();
        for (Asked asked : evidence.answers()) {
            AcceptanceId id = asked.acceptance();
            if (id == null) {
                continue;
            }
            Requested request = log.get(id);
            if (request == null) {
                violations.add("acknowledged, not in the log", "%s of %s", id, asked.email());
            } else if (!request.email().equals(asked.email())
                    || !request.invitation().equals(asked.invitation())) {
                violations.add("acknowledged, another request in the log", "%s of %s", id, asked.email());
            }
            if (!acknowledged.add(id)) {
                violations.add("acknowledged twice", "%s of %s", id, asked.email());
            }
        }
    }

    private void everyRequestHasOneDecision() {
        log.forEach((id, request) -> {
            if (!decided.containsKey(id)) {
                violations.add("no decision", "%s at %d-%d", id, request.partition(), request.offset());
            }
        });
        decided.forEach((id, acceptance) -> {
            if (!log.containsKey(id)) {
                violations.add("a decision without request", "%s of %s", id, acceptance.address());
            }
        });
        if (evidence.acceptances().size() != decided.size()) {
            violations.add(
                    "several decisions",
                    "%d for %d requests",
                    evidence.acceptances().size(),
                    decided.size());
        }
    }

    /** Goes through the log as a fair doorkeeper would. */
    private void seatsAreGrantedInLogOrder() {
        for (Offer offer : evidence.scenario().offers()) {
            List<Requested> requests = log.values().stream()
                    .filter(request -> request.invitation().equals(offer.invitation()))
                    .toList();
            Map<String, AcceptanceId> holders = new HashMap<>();
            long ordinal = 0;
            for (Requested request : requests) {
                Acceptance acceptance = decided.get(request.acceptance());
                if (acceptance != null) {
                    ordinal++;
                    if (acceptance.ordinal() != ordinal) {
                        violations.add(
                                "not in log order",
                                "%s is number %d of %s (expected %d)",
                                acceptance.id(),
                                acceptance.ordinal(),
                                offer.invitation(),
                                ordinal);
                    }
                    judge(offer, request, acceptance, holders);
                }
            }
            everySeatIsGranted(offer, requests, holders.size());
        }
    }

    private void judge(Offer offer, Requested request, Acceptance acceptance, Map<String, AcceptanceId> holders) {
        AcceptanceId holder = holders.get(acceptance.address());
        if (holder != null) {
            if (!acceptance.accepted() || !holder.equals(acceptance.original())) {
                violations.add(
                        "asked again, not answered with the first outcome", "%s after %s", acceptance.id(), holder);
            }
        } else if (acceptance.accepted()) {
            if (acceptance.original() != null) {
                violations.add("repeats what holds no seat", "%s", acceptance.id());
            }
            holders.put(acceptance.address(), acceptance.id());
            judgeAdmission(offer, request, acceptance, holders.size());
        } else {
            judgeRefusal(offer, request, acceptance, holders.size());
        }
    }

    private void judgeAdmission(Offer offer, Requested request, Acceptance acceptance, int taken) {
        if (taken > mostSeats(offer, acceptance.decidedAt())) {
            violations.add("a seat too many", "%s is number %d of %s", acceptance.id(), taken, offer.invitation());
        }
        if (offer.expiresAt() != null && !request.appendedAt().isBefore(offer.expiresAt())) {
            violations.add(
                    "admitted after the expiry",
                    "%s at %s of %s",
                    acceptance.id(),
                    request.appendedAt(),
                    offer.expiresAt());
        }
        if (changes(offer).stream().anyMatch(change -> change.disables() && change.holdsAt(acceptance.decidedAt()))) {
            violations.add("admitted after it was disabled", "%s at %s", acceptance.id(), acceptance.decidedAt());
        }
    }

    private void judgeRefusal(Offer offer, Requested request, Acceptance acceptance, int taken) {
        String reason = acceptance.reason();
        boolean justified = reason != null
                && switch (RejectionReason.of(reason)) {
                    case QUOTA_FULL -> taken >= fewestSeats(offer, acceptance.decidedAt());
                    case NO_SEATS_LEFT -> planIsUsedUp(offer, acceptance.decidedAt()) && !wasMember(acceptance);
                    case INVITATION_DISABLED ->
                        changes(offer).stream()
                                .anyMatch(change -> change.disables() && change.mayHoldAt(acceptance.decidedAt()));
                    case INVITATION_EXPIRED ->
                        offer.expiresAt() != null && !request.appendedAt().isBefore(offer.expiresAt());
                    case INVITATION_DELETED, INVITATION_NOT_OPEN, NOT_INVITED, INVITEE_CANCELLED -> false;
                };
        if (!justified) {
            violations.add(
                    "refused without reason",
                    "%s %s: %s (%d taken)",
                    offer.invitation(),
                    acceptance.id(),
                    reason == null ? "" : reason,
                    taken);
        }
    }

    /** Granted are min(quota, distinct people), if nothing else refused anybody. */
    private void everySeatIsGranted(Offer offer, List<Requested> requests, int granted) {
        boolean onlyTheQuotaRefuses = changes(offer).isEmpty()
                && offer.expiresAt() == null
                && !evidence.scenario().plans().containsKey(offer.organization());
        if (onlyTheQuotaRefuses) {
            long people = requests.stream()
                    .map(request -> decided.get(request.acceptance()))
                    .filter(Objects::nonNull)
                    .map(Acceptance::address)
                    .distinct()
                    .count();
            long expected = Math.min(mostSeats(offer, Instant.MAX), people);
            if (granted != expected) {
                violations.add("seats granted", "%s: %d (expected %d)", offer.invitation(), granted, expected);
            }
        }
    }

    private void refusalsByTheApiAreTrue() {
        Map<InvitationId, List<Instant>> accepted = evidence.acceptances().stream()
                .filter(Acceptance::holdsSeat)
                .collect(groupingBy(Acceptance::invitation, mapping(Acceptance::decidedAt, toList())));
        Map<InvitationId, Offer> offers = new HashMap<>();
        evidence.scenario().offers().forEach(offer -> offers.put(offer.invitation(), offer));
        for (Asked asked : evidence.answers()) {
            Offer offer = offers.get(asked.invitation());
            if (asked.status() != 409 || offer == null) {
                continue;
            }
            boolean true409 = switch (asked.code()) {
                case "quota-full" ->
                    until(asked.answered(), accepted.getOrDefault(offer.invitation(), List.of()))
                            >= fewestSeats(offer, asked.intended().minus(STALENESS));
                case "no-seats-left" -> planIsUsedUp(offer, asked.answered());
                case "invitation-disabled" ->
                    changes(offer).stream().anyMatch(change -> change.disables() && change.mayHoldAt(asked.answered()));
                case "invitation-expired" ->
                    offer.expiresAt() != null && !asked.answered().isBefore(offer.expiresAt());
                default -> false;
            };
            if (!true409) {
                violations.add(
                        "refused by the API without reason",
                        "%s %s: %s",
                        offer.invitation(),
                        asked.email(),
                        asked.code());
            }
        }
    }

    private void membersAndGrantsAgree() {
        evidence.members().stream()
                .filter(member -> !member.granted())
                .forEach(member -> violations.add("a member without the grants", "%s", member.id()));
        Set<Person> seated = new HashSet<>();
        Set<Person> joined = new HashSet<>();
        for (Acceptance acceptance : evidence.acceptances()) {
            if (acceptance.holdsSeat()) {
                Person person = new Person(acceptance.organization(), acceptance.address());
                Member member = members.get(person);
                MemberId derived = MemberId.of(acceptance.organization(), acceptance.address());
                if (member == null || !member.id().equals(derived.value())) {
                    violations.add("accepted, no member", "%s", acceptance.id());
                }
                seated.add(person);
                if (acceptance.joined() && !joined.add(person)) {
                    violations.add("joined twice", "%s", acceptance.id());
                }
            } else if (acceptance.joined()) {
                violations.add("a member by a request without seat", "%s", acceptance.id());
            }
        }
        members.forEach((person, member) -> {
            if (!seated.contains(person) || !joined.contains(person)) {
                violations.add("a member without acceptance", "%s", member.id());
            }
        });
        evidence.scenario().plans().forEach((organization, seats) -> {
            int taken = seatsTaken(organization);
            if (taken > seats) {
                violations.add("a seat too many", "organization %s: %d (expected %d)", organization, taken, seats);
            }
        });
    }

    private void countersAgree() {
        decided.values().stream()
                .map(Acceptance::invitation)
                .distinct()
                .filter(invitation -> !evidence.invitationSeats().containsKey(invitation))
                .forEach(invitation -> violations.add("counters", "invitation %s: none", invitation));
        evidence.invitationSeats().forEach((invitation, seats) -> {
            List<Acceptance> of = decided.values().stream()
                    .filter(acceptance -> acceptance.invitation().equals(invitation))
                    .toList();
            long accepted = of.stream().filter(Acceptance::holdsSeat).count();
            if (seats.requests() != of.size() || seats.accepted() != accepted) {
                violations.add(
                        "counters", "invitation %s: %s (expected %d, %d)", invitation, seats, of.size(), accepted);
            }
        });
        evidence.members().stream()
                .map(Member::organization)
                .distinct()
                .filter(organization -> !evidence.organizationSeats().containsKey(organization))
                .forEach(organization -> violations.add("counters", "organization %s: none", organization));
        evidence.organizationSeats().forEach((organization, taken) -> {
            if (taken != seatsTaken(organization)) {
                violations.add(
                        "counters", "organization %s: %d (expected %d)", organization, taken, seatsTaken(organization));
            }
        });
    }

    private void eventsAreThoseOfTheDatabase() {
        Map<String, Set<String>> expected = new HashMap<>();
        decided.forEach((id, acceptance) -> {
            expect(expected, Topic.ACCEPTANCES_DECIDED, id + ".decided");
            if (acceptance.holdsSeat()) {
                expect(expected, Topic.MEMBERS, id + ".member");
            }
        });
        evidence.messages().forEach((id, message) -> {
            expect(expected, Topic.EMAILS, id + ".queued");
            if (!message.state().equals("queued")) {
                expect(expected, Topic.EMAILS, id + "." + message.state());
            }
        });
        Map<String, Event> first = new HashMap<>();
        Map<String, Set<String>> published = new HashMap<>();
        for (Published event : evidence.events()) {
            Event before = first.putIfAbsent(event.topic() + "/" + event.id(), event.event());
            if (before != null && !before.equals(event.event())) {
                violations.add("a repeat of other content", "%s on %s", event.id(), event.topic());
            }
            published.computeIfAbsent(event.topic(), topic -> new HashSet<>()).add(event.id());
            if (event.event() instanceof AcceptanceDecided decision) {
                compare(decision);
            }
        }
        for (Topic topic : List.of(Topic.ACCEPTANCES_DECIDED, Topic.MEMBERS, Topic.EMAILS)) {
            Set<String> due = expected.getOrDefault(topic.topicName(), Set.of());
            Set<String> there = published.getOrDefault(topic.topicName(), Set.of());
            due.stream()
                    .filter(id -> !there.contains(id))
                    .forEach(id -> violations.add("not published", "%s on %s", id, topic));
            there.stream()
                    .filter(id -> !due.contains(id))
                    .forEach(id -> violations.add("published, not stored", "%s on %s", id, topic));
        }
        if (evidence.unpublished() > 0) {
            violations.add("not published", "%d rows wait in outboxes", evidence.unpublished());
        }
    }

    /** With the acceptance that reached them: a full invitation, unless its quota was changed, and each share of a plan. */
    private void limitsAreReportedOnce() {
        Map<String, Set<String>> reported = new HashMap<>();
        for (Published event : evidence.events()) {
            switch (event.event()) {
                case OpsQuotaFull full ->
                    reported.computeIfAbsent("quota of " + full.invitation(), limit -> new HashSet<>())
                            .add(event.id());
                case OpsSeatsThreshold seats ->
                    reported.computeIfAbsent(share(seats.organization(), seats.percent()), limit -> new HashSet<>())
                            .add(event.id());
                default -> {}
            }
        }
        Map<String, Boolean> due = new HashMap<>();
        for (Offer offer : evidence.scenario().offers()) {
            if (changes(offer).isEmpty()) {
                long taken = decided.values().stream()
                        .filter(acceptance -> acceptance.holdsSeat()
                                && acceptance.invitation().equals(offer.invitation()))
                        .count();
                due.put("quota of " + offer.invitation(), offer.quota() != null && taken >= offer.quota());
            }
        }
        evidence.scenario()
                .plans()
                .forEach((organization, seats) -> Milestone.ofSeats()
                        .forEach(milestone -> due.put(
                                share(organization, milestone.percent()),
                                seatsTaken(organization) * 100L >= (long) milestone.percent() * seats)));
        due.forEach((limit, reached) -> {
            int times = reported.getOrDefault(limit, Set.of()).size();
            if (times != (reached ? 1 : 0)) {
                violations.add("limits reported", "%s: %d (expected %d)", limit, times, reached ? 1 : 0);
            }
        });
        reported.values().stream()
                .flatMap(Set::stream)
                .filter(id -> !isOfSeat(id))
                .forEach(id -> violations.add("published, not stored", "%s on %s", id, Topic.OPS));
    }

    private static String share(OrganizationId organization, int percent) {
        return "%d%% of %s".formatted(percent, organization);
    }

    private boolean isOfSeat(String eventId) {
        return decided.values().stream()
                .anyMatch(acceptance -> acceptance.holdsSeat() && eventId.startsWith(acceptance.id() + "."));
    }

    private static void expect(Map<String, Set<String>> expected, Topic topic, String id) {
        expected.computeIfAbsent(topic.topicName(), name -> new HashSet<>()).add(id);
    }

    private void compare(AcceptanceDecided decision) {
        Acceptance acceptance = decided.get(decision.acceptance());
        boolean same = acceptance != null
                && switch (decision) {
                    case AcceptanceAccepted accepted ->
                        acceptance.accepted() && Objects.equals(accepted.original(), acceptance.original());
                    case AcceptanceRejected rejected ->
                        rejected.reason().wireName().equals(acceptance.reason());
                    // Nobody in a scenario waits or withdraws.
                    case AcceptanceWaitlisted other -> false;
                    case AcceptancePromoted other -> false;
                    case AcceptanceWithdrawn other -> false;
                    case AcceptanceWithdrawalRefused other -> false;
                };
        if (!same) {
            violations.add("published, stored otherwise", "%s", decision.acceptance());
        }
    }

    private void decisionsArePublishedInLogOrder() {
        Set<AcceptanceId> seen = new HashSet<>();
        Map<InvitationId, Long> last = new HashMap<>();
        for (Published event : evidence.events()) {
            if (event.event() instanceof AcceptanceDecided decision && seen.add(decision.acceptance())) {
                Acceptance acceptance = decided.get(decision.acceptance());
                if (acceptance != null) {
                    Long before = last.put(acceptance.invitation(), acceptance.ordinal());
                    if (before != null && before > acceptance.ordinal()) {
                        violations.add(
                                "published out of order",
                                "%s: %d after %d",
                                acceptance.invitation(),
                                acceptance.ordinal(),
                                before);
                    }
                }
            }
        }
    }

    private void everyOutcomeIsMailedOnce() {
        Set<String> due = decided.values().stream()
                .filter(acceptance -> acceptance.original() == null)
                .map(FinalCheck::purpose)
                .collect(toSet());
        Map<String, UUID> stored = new HashMap<>();
        evidence.messages().forEach((id, message) -> {
            if (stored.put(message.purpose(), id) != null) {
                violations.add("two messages", "%s", message.purpose());
            }
        });
        due.stream()
                .filter(purpose -> !stored.containsKey(purpose))
                .forEach(purpose -> violations.add("no message", "%s", purpose));
        stored.keySet().stream()
                .filter(purpose -> !due.contains(purpose))
                .forEach(purpose -> violations.add("a message for nothing", "%s", purpose));

        Map<String, Integer> times = new HashMap<>();
        List<String> repeats = new ArrayList<>();
        for (Mail mail : evidence.mails()) {
            if (times.merge(mail.message(), 1, Integer::sum) > 1) {
                repeats.add(mail.message());
            }
            Message message = message(mail);
            if (message == null) {
                violations.add("a mail for nothing", "%s", mail.message());
            } else if (!message.email().equals(mail.recipient())) {
                violations.add("a mail to somebody else", "%s", mail.message());
            }
        }
        evidence.messages().forEach((id, message) -> {
            if (!times.containsKey(id.toString())) {
                violations.add("no mail", "%s is %s", id, message.state());
            }
        });
        if (repeats.size() > evidence.repeatedMails()) {
            violations.add("mails again", "%d (at most %d): %s", repeats.size(), evidence.repeatedMails(), repeats);
        }
    }

    private static String purpose(Acceptance acceptance) {
        return acceptance.accepted()
                ? "welcome/" + acceptance.id()
                : "refusal/%s/%s/%s".formatted(acceptance.invitation(), acceptance.address(), acceptance.reason());
    }

    private @Nullable Message message(Mail mail) {
        try {
            return evidence.messages().get(UUID.fromString(mail.message()));
        } catch (IllegalArgumentException noId) {
            return null;
        }
    }

    private void positionsAreAtTheEnd() {
        for (Position position : evidence.positions()) {
            if (position.next() != position.end()) {
                violations.add("position", "%s (expected the end of the log)", position);
            }
        }
    }

    private List<Change> changes(Offer offer) {
        return evidence.changes().stream()
                .filter(change -> change.invitation().equals(offer.invitation()))
                .toList();
    }

    private int mostSeats(Offer offer, Instant at) {
        return quotas(offer, at).max().orElse(Integer.MAX_VALUE);
    }

    private int fewestSeats(Offer offer, Instant at) {
        return quotas(offer, at).min().orElse(Integer.MAX_VALUE);
    }

    /** Those that may have held then: while a change is asked for and not answered, the old and the new one. */
    private IntStream quotas(Offer offer, Instant at) {
        Integer first = offer.quota();
        if (first == null) {
            return IntStream.empty();
        }
        List<Change> changes =
                changes(offer).stream().filter(change -> !change.disables()).toList();
        IntStream changed = changes.stream()
                .filter(change -> change.mayHoldAt(at))
                .map(Change::quota)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue);
        return changes.stream().anyMatch(change -> change.holdsAt(at))
                ? changed
                : IntStream.concat(IntStream.of(first), changed);
    }

    private boolean planIsUsedUp(Offer offer, Instant at) {
        Integer seats = evidence.scenario().plans().get(offer.organization());
        return seats != null && until(at, joined.getOrDefault(offer.organization(), List.of())) >= seats;
    }

    private static long until(Instant at, List<Instant> instants) {
        return instants.stream().filter(instant -> !instant.isAfter(at)).count();
    }

    private boolean wasMember(Acceptance refused) {
        Member member = members.get(new Person(refused.organization(), refused.address()));
        return member != null && member.joinedAt().isBefore(refused.decidedAt());
    }

    private int seatsTaken(OrganizationId organization) {
        return joined.getOrDefault(organization, List.of()).size();
    }
}
