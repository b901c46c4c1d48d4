package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.MemberEvent.MemberGranted;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that tell a decision. Their ids are derived from the acceptance, so that telling it again is recognizable
 * as a repeat.
 */
final class DecisionEvents {

    private DecisionEvents() {}

    static List<EventMessage> of(Decision decision) {
        return switch (decision.outcome()) {
            case Rejected rejected -> List.of(message(decision, "decided", rejected(decision, rejected)));
            case Repeated repeated ->
                List.of(message(decision, "decided", accepted(decision, repeated.given(), repeated.original())));
            case Accepted accepted -> accepted(decision, accepted);
        };
    }

    private static List<EventMessage> accepted(Decision decision, Accepted accepted) {
        List<EventMessage> messages = new ArrayList<>(2 + accepted.milestones().size());
        messages.add(message(decision, "decided", accepted(decision, accepted.given(), null)));
        messages.add(message(decision, "member", member(decision, accepted)));
        for (Reached reached : accepted.milestones()) {
            messages.add(message(decision, reached.milestone().wireName(), ops(decision, reached)));
        }
        return messages;
    }

    private static AcceptanceDecided accepted(Decision decision, Given given, @Nullable AcceptanceId original) {
        Request request = decision.request();
        return new AcceptanceAccepted(
                request.id(),
                request.invitation(),
                request.organization(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                request.requestedAt(),
                decision.decidedAt(),
                original,
                given.grants(),
                given.skipped());
    }

    private static AcceptanceDecided rejected(Decision decision, Rejected rejected) {
        Request request = decision.request();
        return new AcceptanceRejected(
                request.id(),
                request.invitation(),
                request.organization(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                request.requestedAt(),
                decision.decidedAt(),
                rejected.reason());
    }

    private static MemberEvent member(Decision decision, Accepted accepted) {
        Request request = decision.request();
        return accepted.joined()
                ? new MemberJoined(
                        accepted.member(),
                        request.organization(),
                        request.email().normal(),
                        request.email().typed(),
                        request.firstName(),
                        request.lastName(),
                        request.invitation(),
                        request.id(),
                        accepted.given().grants(),
                        decision.decidedAt())
                : new MemberGranted(
                        accepted.member(),
                        request.organization(),
                        request.email().normal(),
                        request.invitation(),
                        request.id(),
                        accepted.given().grants(),
                        decision.decidedAt());
    }

    private static OpsEvent ops(Decision decision, Reached reached) {
        Request request = decision.request();
        return switch (reached.milestone()) {
            case QUOTA_FULL ->
                new OpsQuotaFull(request.invitation(), request.organization(), reached.limit(), decision.decidedAt());
            case SEATS_80, SEATS_95, SEATS_100 ->
                new OpsSeatsThreshold(
                        request.organization(), reached.milestone().percent(), reached.limit(), decision.decidedAt());
        };
    }

    private static EventMessage message(Decision decision, String suffix, Event event) {
        return new EventMessage(
                decision.request().id() + "." + suffix, Source.ACCEPTANCE_WORKER, decision.decidedAt(), event);
    }
}
