package io.usher.api.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What the ids of examples are in this run. Answers have other ids, codes and secrets than examples, the same one wherever
 * the examples have the same one; and other instants, unless they are of the year 2035, which only callers name. All else is
 * equal.
 */
final class Counterparts {

    private static final Pattern INSTANT =
            Pattern.compile("(?!2035)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    private static final Pattern CHOSEN_BY_CHANCE = Pattern.compile(
            "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}" + "|usher_[A-Za-z0-9_-]{43}|[A-Za-z0-9]{20,}|" + INSTANT);

    /** Numbers that are other ones in each run. */
    private static final Set<String> NUMBERED_BY_CHANCE = Set.of("offset");

    private final Map<String, String> actual = new HashMap<>();
    private final Map<String, String> renamed = new HashMap<>();

    /** Whatever the examples call this is called that in this run. */
    void rename(String example, String now) {
        renamed.put(example, now);
    }

    /** From now on the one of the examples is this. */
    void are(String example, String now) {
        actual.put(example, now);
    }

    /** A text of an example as it is to be sent. */
    String sent(String example) {
        return CHOSEN_BY_CHANCE
                .matcher(renamed(example))
                .replaceAll(token -> Matcher.quoteReplacement(actual.getOrDefault(token.group(), token.group())));
    }

    private String renamed(String example) {
        String text = example;
        for (Map.Entry<String, String> name : renamed.entrySet()) {
            text = text.replace(name.getKey(), name.getValue());
        }
        return text;
    }

    /** Fails if the answer is another one than the example, and learns its ids if it is not. */
    void match(JsonNode example, JsonNode answer) {
        Map<String, String> found = new HashMap<>(actual);
        match("", example, answer, found);
        actual.putAll(found);
    }

    private void match(String at, JsonNode example, JsonNode answer, Map<String, String> found) {
        if (example.isObject() && answer.isObject()) {
            assertThat(answer.propertyNames()).as(at).containsExactlyInAnyOrderElementsOf(example.propertyNames());
            example.forEachEntry((name, value) -> match(at + "/" + name, value, answer.get(name), found));
        } else if (example.isArray() && answer.isArray()) {
            assertThat(answer.size()).as("items of %s: %s", at, answer).isEqualTo(example.size());
            for (int i = 0; i < example.size(); i++) {
                match(at + "/" + i, example.get(i), answer.get(i), found);
            }
        } else if (example.isString() && answer.isString()) {
            texts(at, renamed(example.asString()), answer.asString(), found);
        } else if (!NUMBERED_BY_CHANCE.contains(at.substring(at.lastIndexOf('/') + 1))) {
            assertThat(answer).as(at).isEqualTo(example);
        }
    }

    private void texts(String at, String example, String answer, Map<String, String> found) {
        assertThat(CHOSEN_BY_CHANCE.matcher(answer).replaceAll("…"))
                .as(at)
                .isEqualTo(CHOSEN_BY_CHANCE.matcher(example).replaceAll("…"));
        List<String> examples = tokens(example);
        List<String> answers = tokens(answer);
        for (int i = 0; i < examples.size(); i++) {
            String token = examples.get(i);
            if (!INSTANT.matcher(token).matches()) {
                found.putIfAbsent(token, answers.get(i));
                assertThat(answers.get(i)).as(at).isEqualTo(found.get(token));
            }
        }
    }

    private static List<String> tokens(String text) {
        return CHOSEN_BY_CHANCE.matcher(text).results().map(MatchResult::group).toList();
    }
}
