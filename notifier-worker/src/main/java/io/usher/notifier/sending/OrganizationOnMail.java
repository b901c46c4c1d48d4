package io.usher.notifier.sending;

import io.usher.contract.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * In whose name a mail is sent, as it is now.
 *
 * @param locale a language tag
 * @param replyTo where replies go; null = to the address that sends the mail
 */
public record OrganizationOnMail(
        String name, @Nullable String locale, @Nullable EmailAddress replyTo) {}
