package io.usher.api.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.accounts.PasswordRules.Flaw;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

    private final PasswordRules rules = new PasswordRules();

    private @Nullable Flaw flaw(String password, String... words) {
        return rules.flaw(password, Arrays.asList(words)).block();
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "12345678", "qwertyuiop", "aaaaaaaaaaaa", "Password1"})
    void whatEverybodyChoosesIsEasyToGuess(String password) {
        assertThat(flaw(password)).isEqualTo(Flaw.EASY_TO_GUESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"violin canal eleven", "n7Rb2-xQ", "猫が庭で寝ている午後"})
    void whatItIsComposedOfDoesNotMatter(String password) {
        assertThat(flaw(password)).isNull();
    }

    @Test
    void ofOnesOwnWordsAPasswordIsEasyToGuess() {
        assertThat(flaw("analyticalengines", "Analyticalengines", "ada@example.com"))
                .isEqualTo(Flaw.EASY_TO_GUESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann-example-org",
                "annexampleorg",
                "Ann-Example.org1",
                "example.org/ann",
                "Lindqvist_Ann",
                "ann.lindqvist!99",
                "lindqvist@example"
            })
    void ofPartsOfOnesNamesAndAddressAPasswordIsEasyToGuessWhateverIsBetween(String password) {
        assertThat(flaw(password, "Ann@example.org", "Ann", "Lindqvist", "Ann Lindqvist"))
                .isEqualTo(Flaw.EASY_TO_GUESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ann plays the violin", "an example of a canal", "lindqvist violin eleven", "n7-Rb2-xQ-ann"})
    void anOrdinaryPassphraseMayContainOnesName(String password) {
        assertThat(flaw(password, "Ann@example.org", "Ann", "Lindqvist", "Ann Lindqvist"))
                .isNull();
    }

    @Test
    void lettersOfAShortAddressAreNoWords() {
        assertThat(flaw("decade cab deed bead", "a.b@c.de", "De", "A", "De A")).isNull();
    }

    @Test
    void lengthIsCountedInCharactersAsPeopleSeeThem() {
        assertThat(flaw("n7Rb2-x")).isEqualTo(Flaw.TOO_SHORT);
        assertThat(flaw("😀".repeat(7))).isEqualTo(Flaw.TOO_SHORT);
        assertThat(flaw("x7-Qb😀zW😀".repeat(14))).isNull();
        assertThat(flaw("x7-Qb😀zW😀".repeat(15))).isEqualTo(Flaw.TOO_LONG);
    }

    @Test
    void wordsThatAreNotGivenDoNotMatter() {
        assertThat(rules.flaw("violin canal eleven", Arrays.asList(null, "", " "))
                        .block())
                .isNull();
        assertThat(rules.flaw("violin canal eleven", List.of()).block()).isNull();
    }
}
