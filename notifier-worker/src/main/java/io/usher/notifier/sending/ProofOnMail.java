package io.usher.notifier.sending;

import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.ProofId;

/** What the link in a mail about an account proves the address for. */
public record ProofOnMail(ProofPurpose purpose, ProofId id) {}
