package io.usher.runtime.links;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.id.OrganizationId;
import io.usher.runtime.links.UnsubscribeLinks.Unsubscription;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnsubscribeLinksTest {

    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final String OTHER_KEY = "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final OrganizationId ORGANIZATION =
            new OrganizationId(UUID.fromString("019c9a11-0b80-7e02-8c44-27d0b9f35e10"));

    private final UnsubscribeLinks links = links(KEY, "");

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com", "jürgen@example.com", "ada@xn--zrich-kva.example.org"})
    void aTokenNamesTheOrganizationAndTheAddress(String address) {
        assertThat(links.read(links.token(ORGANIZATION, address))).contains(new Unsubscription(ORGANIZATION, address));
    }

    @Test
    void aTokenHasNothingAtWhichMailProgramsCutLinks() {
        assertThat(links.token(ORGANIZATION, "ada+b_c-d.e@example.com")).matches("[0-9a-f]+");
    }

    /** Proxies keep the addresses of requests. */
    @Test
    void aTokenShowsNeitherAddressNorOrganization() {
        String token = links.token(ORGANIZATION, "ada@example.com");

        assertThat(token)
                .doesNotContain(HexFormat.of().formatHex("ada".getBytes(UTF_8)))
                .doesNotContain(HexFormat.of().formatHex("example.com".getBytes(UTF_8)))
                .doesNotContain(ORGANIZATION.toString().replace("-", "").substring(20));
    }

    @Test
    void tokensOfOtherAddressesHaveNothingInCommon() {
        String ada = links.token(ORGANIZATION, "ada@example.com");
        String bob = links.token(ORGANIZATION, "bob@example.com");

        assertThat(links.token(ORGANIZATION, "ada@example.com")).isEqualTo(ada);
        assertThat(ada.substring(64, 96)).isNotEqualTo(bob.substring(64, 96));
    }

    @Test
    void aTokenWithAnyOtherCharacterIsRefused() {
        String token = links.token(ORGANIZATION, "ada@example.com");

        for (int place = 0; place < token.length(); place++) {
            char other = token.charAt(place) == '0' ? '1' : '0';
            assertThat(links.read(token.substring(0, place) + other + token.substring(place + 1)))
                    .as("character %d", place)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "no hexadecimal digits", "00112233"})
    void whatCanBeNoTokenIsRefused(String token) {
        assertThat(links.read(token)).isEmpty();
        assertThat(links.read(links.token(ORGANIZATION, "ada@example.com") + token + "0"))
                .isEmpty();
    }

    @Test
    void aTokenThatIsLongerThanAnyIsRefused() {
        assertThat(links.read("00".repeat(1_000_000))).isEmpty();
    }

    @Test
    void theTokensOfAPreviousKeyAreGood() {
        String token = links.token(ORGANIZATION, "ada@example.com");

        assertThat(links(OTHER_KEY, KEY).read(token)).isPresent();
        assertThat(links(OTHER_KEY, "").read(token)).isEmpty();
    }

    private static UnsubscribeLinks links(String key, String previous) {
        return new UnsubscribeLinks(LinkKeys.of(key, previous));
    }
}
