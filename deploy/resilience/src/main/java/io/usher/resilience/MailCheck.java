package io.usher.resilience;

import static java.util.stream.Collectors.toSet;

import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.Event;
import io.usher.contract.id.AcceptanceId;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Message;
import io.usher.resilience.Evidence.Published;
import io.usher.resilience.MailSink.Mail;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks that each outcome is mailed once, to the person concerned: at once, on joining a waiting list, and on leaving it.
 *
 * @param due what is to be mailed, by the purposes of messages
 * @param repeated how many mails may be duplicates
 */
record MailCheck(Set<String> due, Map<UUID, Message> messages, List<Mail> mails, int repeated, Violations violations) {

    static MailCheck of(IndexedEvidence indexed, Violations violations) {
        Evidence evidence = indexed.evidence();
        List<Event> events = evidence.events().stream().map(Published::event).toList();
        Set<AcceptanceId> waited = waited(events);
        Set<String> due = new HashSet<>(dueToWaiting(events));
        indexed.decided().values().stream()
                .filter(acceptance -> acceptance.original() == null && !waited.contains(acceptance.id()))
                .map(MailCheck::purpose)
                .forEach(due::add);
        return new MailCheck(due, evidence.messages(), evidence.mails(), evidence.repeatedMails(), violations);
    }

    /** Requests that were not decided at once: what became of them is mailed as their events say. */
    private static Set<AcceptanceId> waited(List<Event> events) {
        return events.stream()
                .flatMap(event -> event instanceof AcceptanceWaitlisted waitlisted && waitlisted.original() == null
                        ? Stream.of(waitlisted.acceptance())
                        : Stream.empty())
                .collect(toSet());
    }

    /** What is to be mailed about waiting lists because of these events, however often each is published. */
    static Set<String> dueToWaiting(List<Event> events) {
        return events.stream().flatMap(event -> dueTo(event).stream()).collect(toSet());
    }

    private static Optional<String> dueTo(Event event) {
        return switch (event) {
            case AcceptanceWaitlisted waitlisted ->
                waitlisted.original() == null ? Optional.of("waitlisted/" + waitlisted.acceptance()) : Optional.empty();
            case AcceptancePromoted promoted -> Optional.of("promoted/" + promoted.acceptance());
            case AcceptanceRejected rejected ->
                Boolean.TRUE.equals(rejected.waited()) ? Optional.of(refusal(rejected)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static String refusal(AcceptanceRejected rejected) {
        return "refusal/%s/%s/%s"
                .formatted(
                        rejected.invitation(),
                        EmailAddress.parse(rejected.email()).orElseThrow().normal(),
                        rejected.reason().wireName());
    }

    private static String purpose(Acceptance acceptance) {
        return acceptance.accepted()
                ? "welcome/" + acceptance.id()
                : "refusal/%s/%s/%s".formatted(acceptance.invitation(), acceptance.address(), acceptance.reason());
    }

    void run() {
        checkMessages();
        checkMails();
    }

    private void checkMessages() {
        Map<String, UUID> stored = new HashMap<>();
        messages.forEach((id, message) -> {
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
    }

    private void checkMails() {
        Map<String, Integer> times = new HashMap<>();
        List<String> repeats = new ArrayList<>();
        for (Mail mail : mails) {
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
        messages.forEach((id, message) -> {
            if (!times.containsKey(id.toString())) {
                violations.add("no mail", "%s is %s", id, message.state());
            }
        });
        if (repeats.size() > repeated) {
            violations.add("mails again", "%d (at most %d): %s", repeats.size(), repeated, repeats);
        }
    }

    private @Nullable Message message(Mail mail) {
        try {
            return messages.get(UUID.fromString(mail.message()));
        } catch (IllegalArgumentException noId) {
            return null;
        }
    }
}
