package io.usher.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ChangeTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private record Thing(@Nullable String name, @Nullable Integer quota, List<String> emails) {}

    @Test
    void onlyWhatDiffersIsKept() {
        Change change = Change.of(JSON, new Thing("A", 1, List.of()), new Thing("A", null, List.of("x")));

        assertThat(String.valueOf(change.before())).isEqualTo("{\"quota\":1,\"emails\":[]}");
        assertThat(String.valueOf(change.after())).isEqualTo("{\"quota\":null,\"emails\":[\"x\"]}");
        assertThat(change.isEmpty()).isFalse();
    }

    @Test
    void whatSaysTheSameIsNoChange() {
        assertThat(Change.of(JSON, new Thing("A", 1, List.of()), new Thing("A", 1, List.of()))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void whatIsMadeIsShownWithoutWhatItDoesNotHave() {
        Change change = Change.of(JSON, null, new Thing("A", null, List.of()));

        assertThat(change.before()).isNull();
        assertThat(String.valueOf(change.after())).isEqualTo("{\"name\":\"A\"}");
    }

    @Test
    void addressesAreInTheFormByWhichAnErasureFindsThem() {
        Change change = Change.of(JSON, null, new Thing("A", null, List.of(" Ada@Example.COM")));
        SequencedSet<String> people = new LinkedHashSet<>();
        change.addPeopleTo(people);

        assertThat(String.valueOf(change.after())).contains("\"ada@example.com\"");
        assertThat(people).containsExactly("ada@example.com");
    }

    @Test
    void ofALongListTheFirstOnesAreKept() {
        List<String> many =
                IntStream.range(0, 250).mapToObj(i -> "p" + i + "@example.com").toList();

        assertThat(String.valueOf(
                        Change.of(JSON, null, new Thing("A", null, many)).after()))
                .contains("p99@example.com\",\"and 150 more\"]")
                .doesNotContain("p100@");
    }
}
