package io.usher.notifier.sending;

import io.usher.contract.address.EmailAddress;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How mails are sent. The defaults are in {@code usher-notifier-worker.yml}.
 *
 * @param from the sender address of mails; its display name is the organization's
 * @param publicUrl where people reach Usher
 * @param pacePerDomain mails per second to one recipient domain, by each instance; 0 = no limit
 * @param attemptWithin how long one attempt may take, from the connection to the end of the message; then it is aborted
 * @param acknowledgedWithin how long the server may then take to acknowledge the message
 * @param poll the longest time that a due message waits if no wake-up announces it
 * @param retention how long sent and failed messages are kept
 */
@ConfigurationProperties("usher.mail")
public record MailSettings(
        String from,
        URI publicUrl,
        int pacePerDomain,
        Duration attemptWithin,
        Duration acknowledgedWithin,
        Duration poll,
        Duration retention,
        SendingLimits sending,
        RetryPolicy retry) {

    /** Requests are retained for 30 days, decisions that may be published again for another 30, and clocks may differ. */
    private static final Duration SHORTEST_RETENTION = Duration.ofDays(62);

    public MailSettings {
        if (EmailAddress.parse(from).isEmpty()) {
            throw new IllegalArgumentException("usher.mail.from: %s (expected an address)".formatted(from));
        }
        if (!publicUrl.isAbsolute()) {
            throw new IllegalArgumentException("usher.mail.public-url: %s (expected http…)".formatted(publicUrl));
        }
        if (!attemptWithin.isPositive() || !sending.leavesTimeFor(attemptWithin)) {
            throw new IllegalArgumentException(
                    "usher.mail.attempt-within: %s (expected at most three quarters of the lease of %s)"
                            .formatted(attemptWithin, sending.lease()));
        }
        if (!acknowledgedWithin.isPositive()) {
            throw new IllegalArgumentException(
                    "usher.mail.acknowledged-within: %s (expected more than zero)".formatted(acknowledgedWithin));
        }
        if (retention.compareTo(SHORTEST_RETENTION) < 0) {
            throw new IllegalArgumentException("usher.mail.retention: %s (expected at least %s, as events are kept)"
                    .formatted(retention, SHORTEST_RETENTION));
        }
        if (!poll.isPositive()) {
            throw new IllegalArgumentException("usher.mail.poll: %s (expected more than zero)".formatted(poll));
        }
        if (sending.takeOverAfter().compareTo(poll) <= 0) {
            throw new IllegalArgumentException(
                    "usher.mail.sending.take-over-after: %s (expected longer than the poll of %s)"
                            .formatted(sending.takeOverAfter(), poll));
        }
    }
}
