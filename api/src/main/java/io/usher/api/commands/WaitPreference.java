package io.usher.api.commands;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a caller would wait: {@code Prefer: wait=N} of RFC 7240. What is not understood is ignored, as it says. */
public final class WaitPreference {

    /** How long changes wait whose callers do not say. */
    public static final Duration USUAL_OF_CHANGES = Duration.ofSeconds(5);

    /** Long enough for what is worth waiting for, shorter than proxies wait. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Pattern WAIT =
            Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*(?:(\\d+)|\"(\\d+)\")\\s*(?=$|[,;])", Pattern.CASE_INSENSITIVE);

    private WaitPreference() {}

    /** The first one named; zero if there is none. */
    public static Duration of(List<String> prefer) {
        return of(prefer, Duration.ZERO);
    }

    /** The first one named; {@code usual} if there is none. */
    public static Duration of(List<String> prefer, Duration usual) {
        for (String header : prefer) {
            Matcher wait = WAIT.matcher(header);
            if (wait.find()) {
                BigInteger seconds = new BigInteger(wait.group(1) == null ? wait.group(2) : wait.group(1));
                return Duration.ofSeconds(
                        seconds.min(BigInteger.valueOf(LONGEST.toSeconds())).longValue());
            }
        }
        return usual;
    }

    /** The value of {@code Preference-Applied}. */
    public static String applied(Duration wait) {
        return "wait=" + wait.toSeconds();
    }
}
