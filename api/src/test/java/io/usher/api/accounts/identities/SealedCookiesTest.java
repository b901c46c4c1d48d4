package io.usher.api.accounts.identities;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import io.usher.api.accounts.identities.SealedCookies.Purpose;
import io.usher.runtime.links.LinkKeys;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import tools.jackson.databind.json.JsonMapper;

class SealedCookiesTest {

    private record Kept(String text) {}

    private static final Purpose<Kept> PURPOSE = new Purpose<>("kept", Duration.ofMinutes(10), Kept.class);
    private static final Purpose<Kept> OTHER = new Purpose<>("other", Duration.ofMinutes(10), Kept.class);
    private static final String OTHER_KEY = "ff".repeat(32);
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    private static SealedCookies at(Instant now, String key, String previous) {
        return new SealedCookies(
                LinkKeys.of(key, previous),
                URI.create("https://join.example"),
                JsonMapper.shared(),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private final SealedCookies cookies = at(NOON, RunningApi.LINK_KEY, "");
    private final ResponseCookie cookie = cookies.seal(PURPOSE, new Kept("the verifier"));

    private static Optional<Kept> open(SealedCookies by, Purpose<Kept> purpose, String value) {
        return by.open(
                purpose,
                MockServerWebExchange.from(
                        MockServerHttpRequest.get("/here").cookie(new HttpCookie("__Host-" + purpose.name(), value))));
    }

    @Test
    void whatWasSealedIsBroughtBackAndNobodyReadsItMeanwhile() {
        assertThat(open(cookies, PURPOSE, cookie.getValue())).contains(new Kept("the verifier"));
        assertThat(cookie.toString())
                .startsWith("__Host-kept=")
                .contains("Path=/;", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax")
                .doesNotContain("verifier");
        assertThat(cookies.seal(PURPOSE, new Kept("the verifier")).getValue()).isNotEqualTo(cookie.getValue());
    }

    @Test
    void itIsOverAfterItsTime() {
        assertThat(open(at(NOON.plusSeconds(599), RunningApi.LINK_KEY, ""), PURPOSE, cookie.getValue()))
                .isPresent();
        assertThat(open(at(NOON.plusSeconds(600), RunningApi.LINK_KEY, ""), PURPOSE, cookie.getValue()))
                .isEmpty();
    }

    @Test
    void nobodyChangesItOrUsesItForSomethingElse() {
        String value = cookie.getValue();
        for (int i = 0; i < value.length() - 1; i++) {
            char other = value.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(open(cookies, PURPOSE, value.substring(0, i) + other + value.substring(i + 1)))
                    .isEmpty();
        }
        assertThat(open(cookies, OTHER, value)).isEmpty();
        assertThat(open(cookies, PURPOSE, "")).isEmpty();
        assertThat(open(cookies, PURPOSE, "AAAA")).isEmpty();
        assertThat(open(cookies, PURPOSE, "no base 64!")).isEmpty();
        assertThat(open(cookies, PURPOSE, "A".repeat(5000))).isEmpty();
    }

    @Test
    void itOutlivesTheKeyThatIsReplaced() {
        assertThat(open(at(NOON, OTHER_KEY, RunningApi.LINK_KEY), PURPOSE, cookie.getValue()))
                .isPresent();
        assertThat(open(at(NOON, OTHER_KEY, ""), PURPOSE, cookie.getValue())).isEmpty();
    }
}
