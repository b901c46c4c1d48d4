package io.usher.runtime;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports a refused start without a stack trace. */
final class WrongTopicsAnalyzer extends AbstractFailureAnalyzer<WrongTopicsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, WrongTopicsException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Create the topics as the programs do, see deploy/docs/programs.md: nothing was changed on them.",
                cause);
    }
}
