package io.usher.api.acceptances;

import io.usher.api.acceptances.Log.Request;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceOutcome;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.Grants;
import io.usher.contract.event.RejectionReason;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The acceptance worker as the API sees it: rows first, then the position, then the event. */
record Worker(Tables tables, Log log) {

    void accept(Request request, long ordinal) {
        decide(request, ordinal, accepted(request));
    }

    void reject(Request request, long ordinal, RejectionReason reason) {
        decide(request, ordinal, rejected(request, reason));
    }

    /** Decides and dies before it tells anybody. */
    void acceptSilently(Request request, long ordinal) {
        store(request, ordinal, accepted(request));
    }

    private void decide(Request request, long ordinal, AcceptanceOutcome decided) {
        store(request, ordinal, decided);
        log.publish(decided.acceptance() + ".decided", Source.ACCEPTANCE_WORKER, decided);
    }

    private void store(Request request, long ordinal, AcceptanceOutcome decided) {
        tables.decided(decided, ordinal);
        tables.position(Topic.ACCEPTANCES_REQUESTED.topicName(), request.partition(), request.offset() + 1);
    }

    static AcceptanceAccepted accepted(Request request) {
        return accepted(request, null);
    }

    static AcceptanceAccepted accepted(Request request, @Nullable AcceptanceId original) {
        return new AcceptanceAccepted(
                request.event().acceptance(),
                request.event().invitation(),
                request.event().organization(),
                request.event().email(),
                request.event().firstName(),
                request.event().lastName(),
                request.appendedAt(),
                request.appendedAt().plusMillis(3),
                original,
                new Grants(List.of("learner"), List.of("Blue"), "Berlin", List.of(), List.of("Kubernetes"), null),
                List.of("Gone"));
    }

    static AcceptanceRejected rejected(Request request, RejectionReason reason) {
        return new AcceptanceRejected(
                request.event().acceptance(),
                request.event().invitation(),
                request.event().organization(),
                request.event().email(),
                request.event().firstName(),
                request.event().lastName(),
                request.appendedAt(),
                request.appendedAt().plusMillis(3),
                reason,
                null);
    }

    static AcceptanceWaitlisted waitlisted(Request request, @Nullable AcceptanceId original, @Nullable Long position) {
        return new AcceptanceWaitlisted(
                request.event().acceptance(),
                request.event().invitation(),
                request.event().organization(),
                request.event().email(),
                request.event().firstName(),
                request.event().lastName(),
                request.appendedAt(),
                request.appendedAt(),
                original,
                position);
    }

    static AcceptancePromoted promoted(Request request) {
        return new AcceptancePromoted(
                request.event().acceptance(),
                request.event().invitation(),
                request.event().organization(),
                request.event().email(),
                request.event().firstName(),
                request.event().lastName(),
                request.appendedAt(),
                request.appendedAt(),
                Grants.NONE,
                List.of());
    }
}
