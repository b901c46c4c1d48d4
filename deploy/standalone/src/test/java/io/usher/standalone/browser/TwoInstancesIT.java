package io.usher.standalone.browser;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.testing.ProgramProcess;
import io.usher.testing.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** People do not notice which of two API processes, on one database, serves them. */
@Isolated
class TwoInstancesIT extends BrowserScenario {

    private static final Duration DEAD_WITHIN = Duration.ofSeconds(5);

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static ProgramProcess another;

    @BeforeAll
    static void launch() {
        another = usher.anotherApi().awaitReady();
    }

    @AfterAll
    static void end() {
        another.close();
    }

    @Test
    void aSessionBegunAtOneIsGoodAtTheOtherAndEndsAtBoth() {
        String email = address("marie");
        Visitor desk = member(organization("Sorbonne", 5), email, "\"roles\": [\"learner\"]");
        desk.open(atTheOther("/me")).sees("Sorbonne");
        assertThat(desk.path()).isEqualTo(atTheOther("/me"));
        Visitor phone = visitor(Look.PHONE);
        signInAtTheOther(phone, email);
        phone.open("/me").sees("Sorbonne").open(atTheOther("/me")).sees("Sorbonne");

        desk.open("/me/security").picture("two-devices").press(text("security.end"));
        desk.seesNo(text("security.end"));
        awaitDead();
        assertThat(isSignedOut(phone)).isTrue();
        assertThat(isSignedOut(desk)).isFalse();

        desk.open("/me").submit("/sign-out").headed(text("signed-out.title"));
        assertThat(isSignedOut(desk)).isTrue();
    }

    @Test
    void aSignOutAtOneEndsASessionThatTheOtherHasJustServed() {
        String email = address("pierre");
        Visitor desk = member(organization("Sorbonne", 5), email, "\"roles\": [\"learner\"]");
        String session = requireNonNull(desk.cookie(Forms.SESSION_COOKIE)).value;
        Visitor thief = visitor();
        thief.carry(Forms.SESSION_COOKIE, session);
        thief.open(atTheOther("/me")).sees("Sorbonne");

        desk.submit("/sign-out").headed(text("signed-out.title"));
        awaitDead();
        assertThat(isSignedOut(thief)).isTrue();
    }

    /** From now on; to open a page may take longer than that on a busy machine. */
    private static void awaitDead() {
        Waiting.untilNanoTime(System.nanoTime() + DEAD_WITHIN.toNanos());
    }

    /** Where the other process serves a path. Both are hosts of the same name: cookies are for both. */
    private static String atTheOther(String path) {
        return "http://localhost:%d%s".formatted(another.httpPort(), path);
    }

    private static void signInAtTheOther(Visitor visitor, String email) {
        visitor.open(atTheOther("/sign-in")).page().locator("#email").fill(email);
        visitor.page().locator("#password").fill(PASSWORD);
        visitor.press("Sign in").sees("Sorbonne");
    }

    private static boolean isSignedOut(Visitor visitor) {
        return visitor.open(atTheOther("/me")).path().endsWith("/sign-in");
    }
}
