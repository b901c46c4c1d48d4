package io.usher.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code on {@code deploy/docs/consumers.md} is code that is compiled and run. */
final class ConsumersPageTest {

    private static final Path EXAMPLE = Path.of("deploy/examples/src/main/java/io/usher/examples/JoinedMembers.java");

    @Test
    void theCodeOnThePageIsTheExamples() throws IOException {
        String page = Files.readString(Checkout.root().resolve("deploy/docs/consumers.md"));
        String example = Files.readString(Checkout.root().resolve(EXAMPLE));
        Matcher code = Pattern.compile("(?s)```java\n(.*?)```").matcher(page);

        assertThat(code.find()).isTrue();
        assertThat(withoutIndentation(example)).contains(withoutIndentation(code.group(1)));
    }

    private static String withoutIndentation(String text) {
        return text.replaceAll("(?m)^ +", "").strip();
    }
}
