package io.usher.api.accounts.signing;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Ends the start with a line that says what to do, instead of a stack trace. */
final class UnusableAdministratorAnalyzer extends AbstractFailureAnalyzer<UnusableAdministrator> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableAdministrator cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Set an address, and a password of 8 to 128 characters that is not easy to guess.",
                cause);
    }
}
