package io.usher.api.keys;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Ends the start with a line that says what to do, instead of a stack trace. */
final class UnusableAdminTokenAnalyzer extends AbstractFailureAnalyzer<UnusableAdminToken> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableAdminToken cause) {
        return new FailureAnalysis(cause.getMessage(), "Set USHER_ADMIN_TOKEN to a random text of that form.", cause);
    }
}
