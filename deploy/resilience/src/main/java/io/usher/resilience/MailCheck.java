package io.usher.resilience;

import static java.util.stream.Collectors.toSet;

import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Message;
import io.usher.resilience.MailSink.Mail;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks that each outcome is mailed once, to the person concerned. */
record MailCheck(IndexedEvidence indexed, Violations violations) {

    void run() {
        checkMessages();
        checkMails();
    }

    private Map<UUID, Message> messages() {
        return indexed.evidence().messages();
    }

    private void checkMessages() {
        Set<String> due = indexed.decided().values().stream()
                .filter(acceptance -> acceptance.original() == null)
                .map(MailCheck::purpose)
                .collect(toSet());
        Map<String, UUID> stored = new HashMap<>();
        messages().forEach((id, message) -> {
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

    private static String purpose(Acceptance acceptance) {
        return acceptance.accepted()
                ? "welcome/" + acceptance.id()
                : "refusal/%s/%s/%s".formatted(acceptance.invitation(), acceptance.address(), acceptance.reason());
    }

    private void checkMails() {
        Map<String, Integer> times = new HashMap<>();
        List<String> repeats = new ArrayList<>();
        for (Mail mail : indexed.evidence().mails()) {
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
        messages().forEach((id, message) -> {
            if (!times.containsKey(id.toString())) {
                violations.add("no mail", "%s is %s", id, message.state());
            }
        });
        int allowed = indexed.evidence().repeatedMails();
        if (repeats.size() > allowed) {
            violations.add("mails again", "%d (at most %d): %s", repeats.size(), allowed, repeats);
        }
    }

    private @Nullable Message message(Mail mail) {
        try {
            return messages().get(UUID.fromString(mail.message()));
        } catch (IllegalArgumentException noId) {
            return null;
        }
    }
}
