package io.usher.api.organizations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugTest {

    @ParameterizedTest
    @CsvSource({
        "Layer5 Academy, layer5-academy",
        "Ärzte & Söhne GmbH, arzte-sohne-gmbh",
        "  --A--  , a",
        "Ö Straße & Söhne, o-strasse-sohne",
        "STRAẞE, strasse",
        "Ærø Łódź, aero-lodz",
        "École d’été, ecole-d-ete",
        "日本, fallback",
        "01890a5d-ac96-774b-bcce-b302099a8057, fallback"
    })
    void aNameSuggestsItsLettersAndDigits(String name, String slug) {
        assertThat(Slug.from(name, "fallback")).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "a--b", "A", "a_b", "ä", "01890a5d-ac96-774b-bcce-b302099a8057"})
    void whatIsNoSlugIsRefused(String text) {
        assertThat(Slug.isOne(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 200})
    void aLongNameIsCutToTheLongestSlug(int length) {
        assertThat(Slug.from("a".repeat(length), "fallback")).isEqualTo("a".repeat(63));
    }
}
