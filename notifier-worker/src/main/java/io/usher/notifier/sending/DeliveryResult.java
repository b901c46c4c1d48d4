package io.usher.notifier.sending;

/** A message and the outcome of sending it. */
public record DeliveryResult(DueMail mail, DeliveryOutcome outcome) {}
