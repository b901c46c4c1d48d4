package io.usher.acceptance.deciding;

import java.time.Instant;

/**
 * The one decision on a request.
 *
 * @param ordinal the request's place in the queue of its invitation, from 1
 */
public record Decision(Request request, long ordinal, Instant decidedAt, Outcome outcome) {}
