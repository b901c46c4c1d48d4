package io.usher.runtime.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.contract.id.InviteeId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalLinksTest {

    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String OTHER = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";
    private static final InviteeId ADA = new InviteeId(UUID.fromString("019cad8f-2f41-7f60-8b17-e4a2d93c0b68"));
    private static final InviteeId BOB = new InviteeId(UUID.fromString("019cad8f-2f41-7f60-8b17-e4a2d93c0b69"));

    private final PersonalLinks links = new PersonalLinks(LinkKeys.of(KEY, ""));

    @EnumSource
    @ParameterizedTest
    void aTokenTellsWhomItIsForAndWhatFor(LinkPurpose purpose) {
        String token = links.token(purpose, ADA, 3);

        assertThat(PersonalLinks.inviteeOf(token)).contains(ADA);
        assertThat(links.verify(token, ADA, 3)).contains(purpose);
    }

    @Test
    void aTokenIsTheSameEveryTimeAndConsistsOfLettersAndDigits() {
        assertThat(links.token(LinkPurpose.MAILED, ADA, 1))
                .isEqualTo(links.token(LinkPurpose.MAILED, ADA, 1))
                .matches("[0-9A-Za-z]{65}");
    }

    /** Leading zeros and a leading one bit are where encodings of numbers go wrong. */
    @CsvSource({"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"})
    @ParameterizedTest
    void anyIdFits(UUID id) {
        String token = links.token(LinkPurpose.COPIED, new InviteeId(id), Integer.MAX_VALUE);

        assertThat(token).hasSize(65);
        assertThat(links.verify(token, new InviteeId(id), Integer.MAX_VALUE)).contains(LinkPurpose.COPIED);
    }

    @Test
    void aTokenOfAnotherGenerationPersonOrKeyIsNone() {
        String token = links.token(LinkPurpose.MAILED, ADA, 2);

        assertThat(links.verify(token, ADA, 1)).isEmpty();
        assertThat(links.verify(token, ADA, 3)).isEmpty();
        assertThat(links.verify(token, BOB, 2)).isEmpty();
        assertThat(new PersonalLinks(LinkKeys.of(OTHER, "")).verify(token, ADA, 2))
                .isEmpty();
    }

    @Test
    void nobodyMakesATokenForSomebodyElseOfTheirOwn() {
        String token = links.token(LinkPurpose.MAILED, ADA, 1);
        String ofBob = links.token(LinkPurpose.MAILED, BOB, 1);

        // The first characters carry the id.
        String mixed = ofBob.substring(0, 22) + token.substring(22);

        assertThat(links.verify(mixed, BOB, 1)).isEmpty();
        assertThat(links.verify(mixed, ADA, 1)).isEmpty();
    }

    @Test
    void everyCharacterCounts() {
        String token = links.token(LinkPurpose.MAILED, ADA, 1);

        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(links.verify(changed, ADA, 1)).as(changed).isEmpty();
        }
    }

    @Test
    void linksOfThePreviousKeyAreGoodAndNoneIsMadeWithIt() {
        String old = links.token(LinkPurpose.MAILED, ADA, 1);
        PersonalLinks rotated = new PersonalLinks(LinkKeys.of(OTHER, KEY));

        assertThat(rotated.verify(old, ADA, 1)).contains(LinkPurpose.MAILED);
        assertThat(rotated.token(LinkPurpose.MAILED, ADA, 1)).isNotEqualTo(old);
        assertThat(new PersonalLinks(LinkKeys.of(OTHER, "")).verify(old, ADA, 1))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                "-0000000000000000000000000000000000000000000000000000000000000000",
                "٠0000000000000000000000000000000000000000000000000000000000000000"
            })
    void whatCannotBeATokenIsForNobody(String text) {
        assertThat(PersonalLinks.inviteeOf(text)).isEmpty();
        assertThat(links.verify(text, ADA, 1)).isEmpty();
    }

    @Test
    void aKeyIsReadFromHexadecimalDigitsAndFromBase64() {
        String base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

        assertThat(new PersonalLinks(LinkKeys.of(base64, "")).token(LinkPurpose.MAILED, ADA, 1))
                .isEqualTo(links.token(LinkPurpose.MAILED, ADA, 1));
    }

    @CsvSource(
            delimiter = '|',
            value = {
                "''|usher.link-key (USHER_LINK_KEY) is not set",
                "' '|usher.link-key (USHER_LINK_KEY) is not set",
                "0001|usher.link-key (USHER_LINK_KEY) is 2 bytes long",
                "no key at all|usher.link-key (USHER_LINK_KEY) is neither hexadecimal digits nor Base64"
            })
    @ParameterizedTest
    void aKeyThatCannotBeOneIsRefusedWithoutItsText(String key, String message) {
        assertThatThrownBy(() -> LinkKeys.of(key, ""))
                .isInstanceOf(UnusableLinkKeyException.class)
                .hasMessage(message + " (expected at least 32 random bytes in hexadecimal digits or Base64)");
        assertThat(LinkKeys.of(KEY, OTHER).toString()).doesNotContain(KEY, OTHER);
    }

    @Test
    void aPreviousKeyThatCannotBeOneIsRefusedToo() {
        assertThatThrownBy(() -> LinkKeys.of(KEY, "0001"))
                .isInstanceOf(UnusableLinkKeyException.class)
                .hasMessageStartingWith("usher.previous-link-key (USHER_PREVIOUS_LINK_KEY) is 2 bytes long");
    }
}
