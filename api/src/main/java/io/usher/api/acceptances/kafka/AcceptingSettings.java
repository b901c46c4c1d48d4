package io.usher.api.acceptances.kafka;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of accepting.
 *
 * @param underWay requests on their way to the broker; beyond it callers are told to come back
 * @param waiting callers who wait for decisions
 * @param waitingOfTenant how many of them with the keys of one organization, or with one key of the platform
 * @param knownInvitations invitations in memory; each domain that they are for counts as one more
 * @param pendingRequests undecided requests in memory
 * @param rememberedRequests requests of the last 24 hours under an idempotency key, in memory
 * @param lookAtWorker how often to see how far the acceptance worker is
 * @param clockMargin how far the clocks of this program, the database and the brokers may differ
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
