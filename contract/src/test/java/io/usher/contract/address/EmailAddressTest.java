package io.usher.contract.address;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EmailAddressTest {

    @CsvSource({
        "ada@corp.com, ada@corp.com",
        "Ada.Lovelace@Corp.COM, ada.lovelace@corp.com",
        "'  ada@corp.com\t', ada@corp.com",
        "ada+news@corp.com, ada+news@corp.com",
        "ADA@MÜLLER.de, ada@xn--mller-kva.de",
        "ada@XN--MLLER-KVA.de, ada@xn--mller-kva.de",
        "ZOË@corp.com, zoë@corp.com",
        "o'brien@corp.com, o'brien@corp.com",
        "ada@a-b.corp.co.uk, ada@a-b.corp.co.uk",
        "ada@corp。com, ada@corp.com",
        "ада@почта.рф, ада@xn--80a1acny.xn--p1ai"
    })
    @ParameterizedTest
    void addressesAreComparedInOneNormalForm(String typed, String normal) {
        assertThat(EmailAddress.parse(typed))
                .hasValueSatisfying(address -> assertThat(address.normal()).isEqualTo(normal));
    }

    @Test
    void theSameLettersInAnotherUnicodeFormAreTheSameAddress() {
        assertThat(normal("zo\u00eb@m\u00fcller.de")).isEqualTo(normal("zoe\u0308@mu\u0308ller.de"));
    }

    @Test
    void itIsShownAsTyped() {
        assertThat(EmailAddress.parse(" Ada@MÜLLER.de "))
                .hasValueSatisfying(address -> assertThat(address.typed()).isEqualTo("Ada@MÜLLER.de"));
    }

    @Test
    void logsDoNotTellWhoItIs() {
        assertThat(EmailAddress.parse("ada@corp.com"))
                .hasValueSatisfying(address -> assertThat(address).hasToString("an address at corp.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "@",
                "ada",
                "ada@",
                "@corp.com",
                "*@corp.com",
                "ada@corp",
                "ada@localhost",
                "ada@.com",
                "ada@corp..com",
                "ada@corp.com.",
                "ada@-corp.com",
                "ada@corp-.com",
                "ada@co_rp.com",
                "ada@127.0.0.1",
                "ada@[127.0.0.1]",
                "ada@corp.123",
                ".ada@corp.com",
                "ada.@corp.com",
                "a..da@corp.com",
                "ada lovelace@corp.com",
                "ada@corp .com",
                "ada@evil.com@corp.com",
                "\"ada lovelace\"@corp.com",
                "Ada <ada@corp.com>",
                "ada@corp.com,bob@corp.com",
                "ada@corp.com\r\nBcc: bob@corp.com",
                "ada\u0000@corp.com",
                "ada@corp\u0000.com",
                "ada\u202e@corp.com",
                "ada\u200b@corp.com",
                "ada＠corp.com",
                "\ud800@corp.com",
                "ada@\ud800.com",
                "ada@xn--.com"
            })
    void whatMailCannotBeSentToIsNoAddress(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
    }

    /** Default_Ignorable_Code_Point as DerivedCoreProperties.txt of Unicode 17 has it. */
    static IntStream defaultIgnorables() {
        return Stream.of("00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F"
                        .concat(" FEFF FFA0 FFF0-FFF8 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF")
                        .split(" "))
                .map(range -> range.split("-"))
                .flatMapToInt(range -> IntStream.rangeClosed(
                        Integer.parseInt(range[0], 16), Integer.parseInt(range[range.length - 1], 16)));
    }

    @Test
    void whatNobodySeesIsRefusedWhereverItStands() {
        assertThat(defaultIgnorables()).hasSizeGreaterThan(4000).allSatisfy(character -> {
            String invisible = Character.toString(character);
            for (String text : List.of(
                    "a" + invisible + "b@corp.com",
                    "ab" + invisible + "@corp.com",
                    invisible + "ab@corp.com",
                    "ab@co" + invisible + "rp.com",
                    "ab@corp.com" + invisible,
                    "ab@corp.c" + invisible + "om")) {
                assertThat(EmailAddress.parse(text))
                        .as("U+%04X in %s", character, text)
                        .isEmpty();
            }
            assertThat(DomainPattern.parse("*@co" + invisible + "rp.com")).isEmpty();
        });
    }

    /** Of those that mean something: ideographs are as many as all others together and are never dropped. */
    @Test
    void noCharacterIsDroppedFromAnAddress() {
        List<String> dropped = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(Character::isDefined)
                .filter(character -> !Character.isIdeographic(character))
                .filter(character -> Character.getType(character) != Character.PRIVATE_USE)
                .filter(character -> Character.getType(character) != Character.SURROGATE)
                .mapToObj(Character::toString)
                .filter(character -> Stream.of("a" + character + "b@corp.com", "ab@co" + character + "rp.com")
                        .anyMatch(text -> EmailAddress.parse(text)
                                .filter(address -> address.normal().equals("ab@corp.com"))
                                .isPresent()))
                .toList();

        assertThat(dropped).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0x2800, 0x1806, 0x16fe4, 0x13441, 0x1d159, 0x2028, 0xfffb, 0xe000, 0x0378, 0xfffe, 0x00a0, 0x3000})
    void neitherIsWhatIsBlankOrMeansNothing(int character) {
        assertThat(EmailAddress.parse("a" + Character.toString(character) + "b@corp.com"))
                .isEmpty();
    }

    @Test
    void marksAndLettersOfEveryScriptStay() {
        for (String local :
                List.of("zoe\u0308", "\u0e01\u0e33", "\u0915\u094d\u0937", "\ud55c\uae00", "\u05e9\u05b8")) {
            assertThat(EmailAddress.parse(local + "@corp.com")).as(local).isPresent();
        }
    }

    @Test
    void theTypedFormIsLimitedInBytes() {
        String typed = "ab@" + "\uff43\uff4f\uff52\uff50.".repeat(24);

        assertThat(EmailAddress.parse(typed + "com")).isPresent();
        assertThat(EmailAddress.parse(typed + "\uff43\uff4f\uff52\uff50." + "com"))
                .isEmpty();
    }

    /** Old and new rules for international names read these as two domains: taking one for the other lets strangers in. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ada@straße.de", "ada@STRAẞE.de", "ada@βόλος.com", "ada@co\u200drp.com", "ada@co\u200crp.com"})
    void aDomainThatCanBeReadAsTwoIsRefused(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
    }

    @Test
    void theAsciiFormOfSuchADomainIsOneOfItsOwn() {
        assertThat(normal("ada@xn--strae-oqa.de")).isEqualTo("ada@xn--strae-oqa.de");
    }

    @Test
    void lengthsAreThoseOfTheProtocol() {
        String domain = "d".repeat(63) + "." + "e".repeat(63) + "." + "f".repeat(59) + ".de";

        assertThat(EmailAddress.parse("a".repeat(64) + "@corp.com")).isPresent();
        assertThat(EmailAddress.parse("a".repeat(65) + "@corp.com")).isEmpty();
        assertThat(EmailAddress.parse("a".repeat(65) + "@" + domain)).isEmpty();
        assertThat(EmailAddress.parse("a".repeat(63) + "@" + domain)).isPresent();
        assertThat(EmailAddress.parse("a".repeat(64) + "@" + "x" + domain)).isEmpty();
        assertThat(EmailAddress.parse("ada@" + "d".repeat(64) + ".de")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.", "ü", "\u0315\u0300", "@", " ", "a@b.", "\u3002", "\ud83d\ude00"})
    void aMegabyteOfAnythingIsRefusedAtOnce(String piece) {
        String megabyte = piece.repeat(1_000_000 / piece.length());

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(EmailAddress.parse(megabyte)).isEmpty();
            assertThat(EmailAddress.parse("ada@" + megabyte + ".com")).isEmpty();
            assertThat(EmailAddress.parse(megabyte + "@corp.com")).isEmpty();
            assertThat(DomainPattern.parse("*@" + megabyte)).isEmpty();
            assertThat(DomainPattern.parse("@" + megabyte + ".com")).isEmpty();
        });
    }

    @Property
    void nothingMakesItThrow(@ForAll String text) {
        assertThat(EmailAddress.parse(text)).isNotNull();
        assertThat(DomainPattern.parse(text)).isNotNull();
    }

    @Property(tries = 5000)
    void aNormalFormIsItsOwnNormalForm(@ForAll("nearlyAddresses") String text) {
        EmailAddress.parse(text).ifPresent(address -> {
            assertThat(EmailAddress.parse(address.normal()).map(EmailAddress::normal))
                    .contains(address.normal());
            assertThat(EmailAddress.parse(address.typed())).contains(address);
            assertThat(address.domain()).isASCII().isLowerCase();
            assertThat(address.normal()).doesNotContainAnyWhitespaces();
            assertThat(address.typed().chars()).noneMatch(Character::isISOControl);
        });
    }

    @Property
    void caseAndSurroundingSpaceMakeNoDifference(@ForAll("asciiAddresses") String address, @ForAll boolean upper) {
        String other = "\t " + (upper ? address.toUpperCase(Locale.ROOT) : address) + "\n";

        assertThat(normal(other)).isEqualTo(normal(address));
    }

    @Provide
    Arbitrary<String> nearlyAddresses() {
        Arbitrary<String> letters = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withChars("äÖßİıΣςſKÅﬁ\u0308\u0300\u00ad\u200b日本デ.-+_'\u3002１")
                .ofMinLength(1)
                .ofMaxLength(8);
        Arbitrary<String> anything = Arbitraries.strings().ofMinLength(1).ofMaxLength(3);
        Arbitrary<String> part = Arbitraries.frequencyOf(Tuple.of(9, letters), Tuple.of(1, anything));
        return Combinators.combine(part, part, Arbitraries.of("com", "de", "рф", "COM", "xn--p1ai"))
                .as((local, domain, top) -> local + "@" + domain + "." + top);
    }

    @Provide
    Arbitrary<String> asciiAddresses() {
        Arbitrary<String> word = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(12);
        return Combinators.combine(word, word, word).as((local, domain, top) -> local + "@" + domain + "." + top);
    }

    private static String normal(String text) {
        return requireNonNull(EmailAddress.parse(text).map(EmailAddress::normal).orElse(null), text);
    }
}
