package io.usher.resilience;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.Event;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Published;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Checks that exactly what is stored was published, in log order, and repeated only unchanged. */
record EventCheck(IndexedEvidence indexed, Violations violations) {

    void run() {
        checkContents();
        checkIds();
        checkOrder();
    }

    private List<Published> events() {
        return indexed.evidence().events();
    }

    private void checkContents() {
        Map<String, Event> first = new HashMap<>();
        for (Published event : events()) {
            Event before = first.putIfAbsent(event.topic() + "/" + event.id(), event.event());
            if (before != null && !before.equals(event.event())) {
                violations.add("a repeat of other content", "%s on %s", event.id(), event.topic());
            }
            if (event.event() instanceof AcceptanceDecided decision && !isAsStored(decision)) {
                violations.add("published, stored otherwise", "%s", decision.acceptance());
            }
        }
    }

    private boolean isAsStored(AcceptanceDecided decision) {
        Acceptance acceptance = indexed.decision(decision.acceptance());
        return acceptance != null
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
    }

    private void checkIds() {
        Map<String, Set<String>> expected = expected();
        Map<String, Set<String>> published = new HashMap<>();
        events().forEach(event -> add(published, event.topic(), event.id()));
        for (Topic topic : List.of(Topic.ACCEPTANCES_DECIDED, Topic.MEMBERS, Topic.EMAILS)) {
            Set<String> due = expected.getOrDefault(topic.topicName(), Set.of());
            Set<String> actual = published.getOrDefault(topic.topicName(), Set.of());
            due.stream()
                    .filter(id -> !actual.contains(id))
                    .forEach(id -> violations.add("not published", "%s on %s", id, topic));
            actual.stream()
                    .filter(id -> !due.contains(id))
                    .forEach(id -> violations.add("published, not stored", "%s on %s", id, topic));
        }
        if (indexed.evidence().unpublished() > 0) {
            violations.add(
                    "not published",
                    "%d rows wait in outboxes",
                    indexed.evidence().unpublished());
        }
    }

    /** The ids of the events that the database demands, by topic. */
    private Map<String, Set<String>> expected() {
        Map<String, Set<String>> expected = new HashMap<>();
        indexed.decided().forEach((id, acceptance) -> {
            add(expected, Topic.ACCEPTANCES_DECIDED.topicName(), id + ".decided");
            if (acceptance.holdsSeat()) {
                add(expected, Topic.MEMBERS.topicName(), id + ".member");
            }
        });
        indexed.evidence().messages().forEach((id, message) -> {
            add(expected, Topic.EMAILS.topicName(), id + ".queued");
            if (!message.state().equals("queued")) {
                add(expected, Topic.EMAILS.topicName(), id + "." + message.state());
            }
        });
        return expected;
    }

    private static void add(Map<String, Set<String>> ids, String topic, String id) {
        ids.computeIfAbsent(topic, name -> new HashSet<>()).add(id);
    }

    private void checkOrder() {
        Set<AcceptanceId> seen = new HashSet<>();
        Map<InvitationId, Long> last = new HashMap<>();
        for (Published event : events()) {
            if (event.event() instanceof AcceptanceDecided decision && seen.add(decision.acceptance())) {
                Acceptance acceptance = indexed.decision(decision.acceptance());
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
}
