package io.usher.resilience;

import static io.usher.resilience.SeatLimits.countUntil;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.resilience.Evidence.Acceptance;
import io.usher.resilience.Evidence.Requested;
import io.usher.resilience.Scenario.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what the API has answered against the log and the decisions. */
record CallCheck(IndexedEvidence indexed, SeatLimits limits, Violations violations) {

    /** How old the API's knowledge of an invitation may be. */
    private static final Duration STALENESS = Duration.ofSeconds(5);

    /** 408: where the load itself is too slow to send a body in time. */
    private static final Set<Integer> ALLOWED = Set.of(0, 202, 408, 409, 429, 503);

    private static final Set<Integer> REFUSALS = Set.of(408, 409, 429);

    void run() {
        checkStatuses();
        checkRefusedCallsAreNotInTheLog();
        checkAcknowledgedCallsAreInTheLog();
        checkRefusalsAreTrue();
    }

    private List<Call> calls() {
        return indexed.evidence().calls();
    }

    private void checkStatuses() {
        for (Call call : calls()) {
            if (!ALLOWED.contains(call.status())) {
                violations.add("answer", "%d %s to %s", call.status(), call.code(), call.email());
            }
        }
    }

    /** Of one person's calls for one invitation, the log holds at most as many as were not refused. */
    private void checkRefusedCallsAreNotInTheLog() {
        Map<String, Integer> refused = new HashMap<>();
        Map<String, Integer> others = new HashMap<>();
        for (Call call : calls()) {
            (REFUSALS.contains(call.status()) ? refused : others)
                    .merge(call.invitation() + " " + call.email(), 1, Integer::sum);
        }
        Map<String, Integer> logged = new HashMap<>();
        indexed.log()
                .values()
                .forEach(request -> logged.merge(request.invitation() + " " + request.email(), 1, Integer::sum));
        refused.keySet().forEach(person -> {
            if (logged.getOrDefault(person, 0) > others.getOrDefault(person, 0)) {
                violations.add("refused at once, in the log", "%s", person);
            }
        });
    }

    private void checkAcknowledgedCallsAreInTheLog() {
        Set<AcceptanceId> acknowledged = new HashSet<>();
        for (Call call : calls()) {
            AcceptanceId id = call.acceptance();
            if (id == null) {
                continue;
            }
            Requested request = indexed.log().get(id);
            if (request == null) {
                violations.add("acknowledged, not in the log", "%s of %s", id, call.email());
            } else if (!request.email().equals(call.email())
                    || !request.invitation().equals(call.invitation())) {
                violations.add("acknowledged, another request in the log", "%s of %s", id, call.email());
            }
            if (!acknowledged.add(id)) {
                violations.add("acknowledged twice", "%s of %s", id, call.email());
            }
        }
    }

    private void checkRefusalsAreTrue() {
        Map<InvitationId, List<Instant>> accepted = indexed.evidence().acceptances().stream()
                .filter(Acceptance::holdsSeat)
                .collect(groupingBy(Acceptance::invitation, mapping(Acceptance::decidedAt, toList())));
        Map<InvitationId, Offer> offers = new HashMap<>();
        indexed.evidence().scenario().offers().forEach(offer -> offers.put(offer.invitation(), offer));
        for (Call call : calls()) {
            Offer offer = offers.get(call.invitation());
            if (call.status() == 409
                    && offer != null
                    && !isTrue(call, offer, accepted.getOrDefault(offer.invitation(), List.of()))) {
                violations.add(
                        "refused by the API without reason",
                        "%s %s: %s",
                        offer.invitation(),
                        call.email(),
                        call.code());
            }
        }
    }

    private boolean isTrue(Call refusal, Offer offer, List<Instant> accepted) {
        return switch (refusal.code()) {
            case "quota-full" ->
                countUntil(refusal.answered(), accepted)
                        >= limits.fewestSeats(offer, refusal.intended().minus(STALENESS));
            case "no-seats-left" -> limits.planIsUsedUp(offer, refusal.answered());
            case "invitation-disabled" -> limits.mayBeDisabled(offer, refusal.answered());
            case "invitation-expired" -> limits.isExpired(offer, refusal.answered());
            default -> false;
        };
    }
}
