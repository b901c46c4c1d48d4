package io.usher.api.acceptances.web;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a caller would wait: {@code Prefer: wait=N} of RFC 7240. What is not understood is ignored, as it says. */
final class WaitPreference {

    /** Long enough for what is worth waiting for, shorter than proxies wait. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Pattern WAIT =
            Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*(?:(\\d+)|\"(\\d+)\")\\s*(?=$|[,;])", Pattern.CASE_INSENSITIVE);

    private WaitPreference() {}

    /** The first one named; zero where there is none. */
    static Duration of(List<String> prefer) {
        for (String header : prefer) {
            Matcher wait = WAIT.matcher(header);
            if (wait.find()) {
                BigInteger seconds = new BigInteger(wait.group(1) == null ? wait.group(2) : wait.group(1));
                return Duration.ofSeconds(
                        seconds.min(BigInteger.valueOf(LONGEST.toSeconds())).longValue());
            }
        }
        return Duration.ZERO;
    }

    /** The value of {@code Preference-Applied}. */
    static String applied(Duration wait) {
        return "wait=" + wait.toSeconds();
    }
}
