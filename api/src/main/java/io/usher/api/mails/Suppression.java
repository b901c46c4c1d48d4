package io.usher.api.mails;

import io.usher.contract.event.SuppressionReason;
import java.time.Instant;

/**
 * An address that an organization does not write to, but for transactional mails.
 *
 * @param address in normal form
 */
public record Suppression(String address, SuppressionReason reason, Instant since) {}
