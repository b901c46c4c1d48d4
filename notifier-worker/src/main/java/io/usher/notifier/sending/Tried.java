package io.usher.notifier.sending;

/** A message and what came of it. */
public record Tried(DueMail mail, Outcome outcome) {}
