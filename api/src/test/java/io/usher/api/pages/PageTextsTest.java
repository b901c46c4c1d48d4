package io.usher.api.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTextsTest {

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\d)");

    private final Properties english = texts("messages.properties");
    private final Properties german = texts("messages_de.properties");

    private static Properties texts(String bundle) {
        try (InputStreamReader text =
                new InputStreamReader(requireNonNull(PageRendering.class.getResourceAsStream(bundle)), UTF_8)) {
            Properties texts = new Properties();
            texts.load(text);
            return texts;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyTextIsThereInBothLanguages() {
        assertThat(german.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    }

    @Test
    void theTextsOfBothLanguagesSayTheSameThings() {
        assertThat(english.stringPropertyNames()).allSatisfy(key -> {
            String one = english.getProperty(key, "");
            String other = german.getProperty(key, "");
            assertThat(arguments(other)).as(key).isEqualTo(arguments(one));
            assertThat(new MessageFormat(other, Locale.GERMAN).getFormats())
                    .as(key)
                    .hasSameSizeAs(new MessageFormat(one, Locale.ENGLISH).getFormats());
        });
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
