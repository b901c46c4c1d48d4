package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.EventType;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.RejectionReason;
import io.usher.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares {@code deploy/docs/failures.md} with the code: the page lists exactly the failures that can happen. */
final class FailuresPageTest {

    private static final String CODE = "\"([a-z]+(?:-[a-z]+)*)\"";

    /** A problem code in the API's source: an argument of a refusal, or after an HTTP status. */
    private static final Pattern PROBLEM =
            Pattern.compile("Refusal\\s*\\.\\s*(?:conflict|againstRule|unavailable|notFound|unsupported|limited)\\(\\s*"
                    + CODE + "|return new [A-Z][A-Za-z]+\\(" + CODE + ",|\\bof\\(\\s*\\d{3},\\s*" + CODE);

    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The reason of a dead letter in the source. */
    private static final Pattern REASON =
            Pattern.compile("(?:new Unreadable\\(|new SetAside\\(\\s*consumed,|Optional\\.of\\(|UNKNOWN_TYPE = "
                    + "|setAside\\(record, )([^;]*);");

    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

    private final String page = read(Checkout.root().resolve("deploy/docs/failures.md"));

    @Test
    void thePageListsEveryProblemCodeOfTheApi() {
        Set<String> inCode = PROBLEM.matcher(api())
                .results()
                .flatMap(match -> Stream.of(match.group(1), match.group(2), match.group(3))
                        .filter(Objects::nonNull))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(inCode).contains("unavailable", "internal", "name-taken");
        assertThat(inCode)
                .isSubsetOf(Stream.concat(firstColumn("Answers of the API").stream(), rejectionReasons().stream())
                        .toList());
    }

    @Test
    void thePageListsNoUnknownProblemCode() {
        String api = api();

        assertThat(firstColumn("Answers of the API")).isNotEmpty().allMatch(code -> api.contains('"' + code + '"'));
    }

    @Test
    void thePageListsExactlyTheReasonsOfRejections() {
        assertThat(firstColumn("Requests for a seat that are refused"))
                .containsExactlyInAnyOrderElementsOf(rejectionReasons());
    }

    @Test
    void thePageListsExactlyTheOpsEvents() {
        assertThat(firstColumn("Events for operators"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(EventType.values())
                        .filter(type -> OpsEvent.class.isAssignableFrom(type.record()))
                        .map(EventType::wireName)
                        .toList());
    }

    /** A reason consists of constant texts and names; on the page an ellipsis replaces a name. */
    @Test
    void thePageListsExactlyTheReasonsOfDeadLetters() {
        Set<String> inCode = Stream.of("EventCodec", "Received", "Flaw", "ReadCommands", "ReadEvents")
                .flatMap(type -> REASON.matcher(source(type)).results())
                .flatMap(reason -> TEXT.matcher(reason.group(1)).results())
                .map(text -> text.group(1).strip())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> onPage = firstColumn("Records that cannot be read").stream()
                .flatMap(reason -> Stream.of(reason.split("…", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(inCode).contains("event without data", "without", "email: not an address");
        assertThat(onPage).isEqualTo(inCode);
    }

    private List<String> firstColumn(String section) {
        String text = page.substring(page.indexOf("## " + section));
        int next = text.indexOf("\n## ");
        return FIRST_CELL
                .matcher(next < 0 ? text : text.substring(0, next))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<String> rejectionReasons() {
        return Stream.of(RejectionReason.values())
                .map(RejectionReason::wireName)
                .toList();
    }

    private static String source(String type) {
        return mainSources().stream()
                .filter(file -> file.endsWith(type + ".java"))
                .map(FailuresPageTest::read)
                .collect(Collectors.joining());
    }

    private static String api() {
        return mainSources().stream()
                .filter(file -> file.startsWith(Checkout.root().resolve("api")))
                .map(FailuresPageTest::read)
                .collect(Collectors.joining());
    }

    private static List<Path> mainSources() {
        try (Stream<Path> files = Files.walk(Checkout.root())) {
            return files.filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
