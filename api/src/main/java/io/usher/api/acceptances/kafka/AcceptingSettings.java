package io.usher.api.acceptances.kafka;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of accepting.
 *
 * @param underWay requests that the broker has not confirmed yet; beyond this limit callers get 503 with Retry-After
 * @param waiting callers that wait for decisions
 * @param waitingOfTenant callers that wait with the keys of one organization, or with one key of the platform
 * @param knownInvitations invitations in memory; each of their domains counts as one more
 * @param pendingRequests undecided requests in memory
 * @param rememberedRequests requests of the last 24 hours with an idempotency key, in memory
 * @param lookAtWorker interval for reading the position of the acceptance worker
 * @param clockMargin how much the clocks of this program, the database and the brokers may differ
 */
@Validated
@ConfigurationProperties("usher.accepting")
record AcceptingSettings(
        @Positive int underWay,
        @Positive int waiting,
        @Positive int waitingOfTenant,
        @Positive int knownInvitations,
        @Positive int pendingRequests,
        @Positive int rememberedRequests,
        @NotNull Duration lookAtWorker,
        @NotNull Duration clockMargin) {}
