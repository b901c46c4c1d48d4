package io.usher.contract.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DomainPatternTest {

    @ParameterizedTest
    @ValueSource(strings = {"*@corp.com", "@corp.com", " *@Corp.COM ", "@CORP.com"})
    void bothWaysToWriteItAreStoredAlike(String text) {
        assertThat(DomainPattern.parse(text))
                .hasValueSatisfying(pattern -> assertThat(pattern).hasToString("*@corp.com"));
    }

    @CsvSource({
        "*@corp.com, ada@corp.com",
        "*@corp.com, ADA@CORP.COM",
        "*@CORP.com, ada@corp.com",
        "*@müller.de, ada@xn--mller-kva.de",
        "*@xn--mller-kva.de, ada@müller.de",
        "*@MÜLLER.de, ada@mu\u0308ller.de",
        "@corp.co.uk, ada@corp.co.uk"
    })
    @ParameterizedTest
    void itMatchesTheWholeDomain(String pattern, String address) {
        assertThat(matches(pattern, address)).isTrue();
    }

    @CsvSource({
        "*@corp.com, ada@evilcorp.com",
        "*@corp.com, ada@a.corp.com",
        "*@corp.com, ada@corp.com.evil.com",
        "*@corp.com, ada@corp.co",
        "*@corp.com, corp.com@evil.com",
        "*@corp.com, ada@c0rp.com",
        "*@corp.com, ada@cоrp.com", // a Cyrillic o
        "*@müller.de, ada@muller.de",
        "*@xn--strae-oqa.de, ada@strasse.de"
    })
    @ParameterizedTest
    void itMatchesNothingElse(String pattern, String address) {
        assertThat(matches(pattern, address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "@",
                "*@",
                "corp.com",
                "ada@corp.com",
                "*@corp",
                "*@*.corp.com",
                "*@.corp.com",
                "@@corp.com",
                "**@corp.com",
                "*@corp.com,*@evil.com",
                "*@corp.com@evil.com",
                "*@ corp.com",
                "*@127.0.0.1",
                "*@com",
                "%@corp.com",
                "*@corp.com/",
                "*@corp.com.",
                "*@straße.de"
            })
    void whatIsNoWholeDomainIsNoPattern(String text) {
        assertThat(DomainPattern.parse(text)).isEmpty();
    }

    @Test
    void itIsNoAddress() {
        assertThat(EmailAddress.parse("*@corp.com")).isEmpty();
        assertThat(EmailAddress.parse("@corp.com")).isEmpty();
    }

    private static boolean matches(String pattern, String address) {
        return DomainPattern.parse(pattern)
                .orElseThrow()
                .matches(EmailAddress.parse(address).orElseThrow());
    }
}
