package io.usher.resilience;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one request of the load was answered.
 *
 * @param number from 0, in the order of the load
 * @param intended when it was to be sent; the load never waits for an answer
 * @param status 0 = no answer
 * @param code of a problem, or why there is no answer; empty if all went well
 * @param acceptance what a 202 acknowledged
 */
record Asked(
        int number,
        InvitationId invitation,
        String email,
        Instant intended,
        Instant answered,
        int status,
        String code,
        @Nullable AcceptanceId acceptance) {}
