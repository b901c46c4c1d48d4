package io.usher.api;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How long tests wait for what they prove to happen, but not when: long enough for a slow machine that does much else. A
 * test that does not say for how long it waits does so for {@link #SOON}.
 */
public final class Patience implements BeforeAllCallback {

    public static final Duration SOON = Duration.ofSeconds(60);

    /** Of what comes through the outbox and the topics, behind the events of other tests. */
    public static final Duration LATER = Duration.ofMinutes(2);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(SOON);
    }
}
