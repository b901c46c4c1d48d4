package io.usher.resilience;

import io.usher.resilience.Evidence.Position;
import java.util.List;

/** What must be true after every fault. Each violation is one line with the ids that show it. */
final class FinalCheck {

    private FinalCheck() {}

    static List<String> violations(Evidence evidence) {
        Violations violations = new Violations();
        IndexedEvidence indexed = new IndexedEvidence(evidence);
        SeatLimits limits = new SeatLimits(evidence);
        new CallCheck(indexed, limits, violations).run();
        new DecisionCheck(indexed, limits, violations).run();
        new MemberCheck(indexed, limits, violations).run();
        new EventCheck(indexed, violations).run();
        new LimitReportCheck(indexed, limits, violations).run();
        MailCheck.of(indexed, violations).run();
        checkPositions(evidence, violations);
        return violations.lines();
    }

    private static void checkPositions(Evidence evidence, Violations violations) {
        for (Position position : evidence.positions()) {
            if (position.next() != position.end()) {
                violations.add("position", "%s (expected the end of the log)", position);
            }
        }
    }
}
