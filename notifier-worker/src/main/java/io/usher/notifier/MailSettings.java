package io.usher.notifier;

import io.usher.contract.address.EmailAddress;
import io.usher.notifier.sending.Limits;
import io.usher.notifier.sending.RetryPolicy;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How mails are sent. The defaults are in {@code usher-notifier-worker.yml}.
 *
 * @param from the address that mails come from; the name beside it is the organization's
 * @param publicUrl where people reach Usher
 * @param pacePerDomain mails per second to one recipient domain, by each instance; 0 = as many as there are
 * @param attemptWithin how long one attempt may take: what the timeouts of {@code spring.mail.properties} add up to
 * @param poll how long a message may be due before it is seen where no wake-up tells of it
 */
@ConfigurationProperties("usher.mail")
record MailSettings(
        String from,
        URI publicUrl,
        int pacePerDomain,
        Duration attemptWithin,
        Duration poll,
        Limits sending,
        RetryPolicy retry) {

    MailSettings {
        if (EmailAddress.parse(from).isEmpty()) {
            throw new IllegalArgumentException("usher.mail.from: %s (expected an address)".formatted(from));
        }
        if (!publicUrl.isAbsolute()) {
            throw new IllegalArgumentException("usher.mail.public-url: %s (expected http…)".formatted(publicUrl));
        }
        if (!attemptWithin.isPositive() || sending.lease().compareTo(attemptWithin) <= 0) {
            throw new IllegalArgumentException("usher.mail.attempt-within: %s (expected less than the lease of %s)"
                    .formatted(attemptWithin, sending.lease()));
        }
        if (!poll.isPositive()) {
            throw new IllegalArgumentException("usher.mail.poll: %s (expected more than zero)".formatted(poll));
        }
    }
}
