package io.usher.resilience;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of the load and its response.
 *
 * @param number from 0, in the order of the load
 * @param intended when it was due; the load never waits for responses
 * @param sent when it was, which is later on a busy machine
 * @param answered when the response came or the call failed
 * @param status 0 if there was no response
 * @param code of a problem, or why there was no response; empty if all went well
 * @param acceptance what a 202 acknowledged
 */
record Call(
        int number,
        InvitationId invitation,
        String email,
        Instant intended,
        Instant sent,
        Instant answered,
        int status,
        String code,
        @Nullable AcceptanceId acceptance) {}
