package io.usher.notifier;

import io.usher.embedded.CaughtMail;
import io.usher.testing.TestServers;
import java.util.List;
import java.util.UUID;

/** The mail of a domain that no other test uses. */
final class Inbox {

    private final String domain = UUID.randomUUID().toString().substring(0, 8) + ".example";

    String address(String localPart) {
        return localPart + "@" + domain;
    }

    /** Newest first. */
    List<CaughtMail> mails() {
        return TestServers.mail().messages().stream()
                .filter(mail -> mail.to().stream().anyMatch(to -> to.endsWith("@" + domain)))
                .toList();
    }

    List<String> recipients() {
        return mails().stream().flatMap(mail -> mail.to().stream()).toList();
    }
}
