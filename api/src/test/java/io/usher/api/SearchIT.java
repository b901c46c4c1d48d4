package io.usher.api;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.web.reactive.server.WebTestClient;

class SearchIT {

    private final RunningApi api = RunningApi.shared();
    private final WebTestClient platform = api.platform();
    private final String mark = "z" + System.nanoTime();
    private final String path = "/api/v1/organizations/"
            + api.organization("Search " + mark).get("id").asString();

    @ParameterizedTest
    @ValueSource(strings = {"teams", "units", "groups", "roles", "courses", "api-keys"})
    void aListIsSearchedByPartsOfNamesInWhichNothingIsAWildcard(String list) {
        for (String name : List.of("100% Ä_" + mark, "1000 ä-" + mark)) {
            assertThat(post(platform, path + "/" + list, body(list, name)).status())
                    .isEqualTo(201);
        }

        assertThat(names(path + "/" + list + "?q=" + mark.toUpperCase(Locale.ROOT)))
                .hasSize(2);
        assertThat(names(path + "/" + list + "?q=ä_")).containsExactly("100% Ä_" + mark);
        assertThat(names(path + "/" + list + "?q=0%")).containsExactly("100% Ä_" + mark);
        assertThat(names(path + "/" + list + "?q=nobody")).isEmpty();
        assertThat(get(platform, path + "/" + list + "?q=" + "x".repeat(256)).problem())
                .isEqualTo("400 invalid");
    }

    private static Map<String, Object> body(String list, String name) {
        return switch (list) {
            case "courses" -> Map.of("name", name, "kind", "course");
            case "api-keys" -> Map.of("name", name, "scopes", List.of("members:read"));
            default -> named(name);
        };
    }

    @Test
    void organizationsAreSearchedByNameAndSlug() {
        assertThat(names("/api/v1/organizations?q=" + mark)).containsExactly("Search " + mark);
        assertThat(names("/api/v1/organizations?q=search-" + mark)).containsExactly("Search " + mark);
        assertThat(names("/api/v1/organizations?q=_earch " + mark)).isEmpty();
    }

    @Test
    void thePlatformsKeysAreSearchedToo() {
        assertThat(post(platform, "/api/v1/api-keys", Map.of("name", "Ops " + mark, "scopes", List.of("ops")))
                        .status())
                .isEqualTo(201);

        assertThat(names("/api/v1/api-keys?q=OPS " + mark)).containsExactly("Ops " + mark);
    }

    private List<String> names(String list) {
        return get(platform, list)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("name").asString())
                .toList();
    }
}
