package io.usher.api.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageTextsTest {

    /** Of dates: no messages. */
    private static final Set<Object> PATTERNS = Set.of("time", "day");

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)");

    private final Properties english = texts("messages.properties");

    private static Properties texts(String bundle) {
        try (InputStreamReader text =
                new InputStreamReader(requireNonNull(PageRendering.class.getResourceAsStream(bundle), bundle), UTF_8)) {
            Properties texts = new Properties();
            texts.load(text);
            return texts;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Properties texts(Locale language) {
        return texts("messages_" + language.getLanguage() + ".properties");
    }

    static Stream<Locale> others() {
        return Preferences.LANGUAGES.stream().filter(language -> !language.equals(Locale.ENGLISH));
    }

    @ParameterizedTest
    @MethodSource("others")
    void everyTextIsThere(Locale language) {
        assertThat(texts(language).stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    }

    @ParameterizedTest
    @MethodSource("others")
    void theTextsSayTheSameThings(Locale language) {
        Properties others = texts(language);
        assertThat(english.stringPropertyNames()).allSatisfy(key -> {
            String one = english.getProperty(key, "");
            String other = others.getProperty(key, "");
            assertThat(other).as(key).isNotBlank();
            assertThat(PATTERNS.contains(key) || !other.contains("'")).as(key).isTrue();
            assertThat(arguments(other)).as(key).isEqualTo(arguments(one));
            assertThat(new MessageFormat(other, language).getFormats())
                    .as(key)
                    .hasSameSizeAs(new MessageFormat(one, Locale.ENGLISH).getFormats());
        });
    }

    /** Before these marks French sets a narrow space at which no line breaks. */
    @Test
    void frenchPunctuationKeepsItsSpace() {
        assertThat(texts(Locale.FRENCH))
                .allSatisfy((key, text) -> assertThat((String) text)
                        .as((String) key)
                        .doesNotContainPattern(" [;:!?»]|« |[^\\p{Space}\\u202f\\d][;!?»]|« "));
    }

    /** Latin marks and brackets within Japanese text are as narrow as letters. */
    @Test
    void japanesePunctuationIsWide() {
        assertThat(texts(Locale.JAPANESE))
                .allSatisfy((key, text) -> assertThat(
                                PATTERNS.contains(key)
                                        ? ""
                                        : ((String) text).replaceAll("\\{\\d,choice,|#|\\{\\d\\}", ""))
                        .as((String) key)
                        .doesNotContainPattern("[?!:()]"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void timesAreSaidInThatLanguage(Locale language) {
        String time = texts(language).getProperty("time", "");

        assertThat(new PageTimes(language).text(Instant.parse("2026-03-04T05:06:07Z"), time))
                .contains("2026", "4", "5:06 UTC")
                .doesNotContain("March");
    }

    /** As it is said. */
    @Test
    void theFirstOfAMonthIsAnOrdinalInFrench() {
        Instant first = Instant.parse("2026-12-01T05:06:07Z");

        assertThat(new PageTimes(Locale.FRENCH).day(first, "d MMMM uuuu")).isEqualTo("1er décembre 2026");
        assertThat(new PageTimes(Locale.FRENCH).text(first.plus(10, ChronoUnit.DAYS), "d MMMM uuuu, HH:mm"))
                .isEqualTo("11 décembre 2026, 05:06 UTC");
        assertThat(new PageTimes(Locale.ENGLISH).day(first, "d MMMM uuuu")).isEqualTo("1 December 2026");
    }

    private static List<String> arguments(String text) {
        return ARGUMENT.matcher(text)
                .results()
                .map(MatchResult::group)
                .sorted()
                .distinct()
                .toList();
    }
}
