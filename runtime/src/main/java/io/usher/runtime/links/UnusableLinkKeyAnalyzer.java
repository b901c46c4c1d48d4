package io.usher.runtime.links;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Ends the start with a line that says what to do, instead of a stack trace. */
final class UnusableLinkKeyAnalyzer extends AbstractFailureAnalyzer<UnusableLinkKeyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnusableLinkKeyException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Set USHER_LINK_KEY to the output of `openssl rand -base64 32`, the same for the API and the notifier worker.",
                cause);
    }
}
