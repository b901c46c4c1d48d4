package io.usher.api.invitations;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.RunningApi;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.json.JsonMapper;

class InvitationListIT {

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Listing " + System.nanoTime()).get("id").asString();
    private final String path = "/api/v1/organizations/" + id + "/invitations";
    private final WebTestClient caller = api.as(api.key(id, "invitations:write"));

    @Test
    void theListIsFiltered() {
        String later = Instant.now().plusSeconds(3600).toString();
        assertThat(post(caller, path, Map.of("name", "Off", "status", "disabled", "emails", List.of("@corp.com")))
                        .status())
                .isEqualTo(201);
        assertThat(post(caller, path, Map.of("name", "Later", "opensAt", later, "emails", List.of("Ada@x.io")))
                        .status())
                .isEqualTo(201);
        assertThat(post(caller, path, Map.of("name", "Over", "expiresAt", "2020-01-01T00:00:00Z"))
                        .status())
                .isEqualTo(201);
        assertThat(post(caller, path, Map.of("name", "100%_open", "description", "For Ada"))
                        .status())
                .isEqualTo(201);

        assertThat(names("?state=disabled")).containsExactly("Off");
        assertThat(names("?state=scheduled")).containsExactly("Later");
        assertThat(names("?state=expired")).containsExactly("Over");
        assertThat(names("?state=enabled")).containsExactly("100%_open");
        assertThat(names("?state=full")).isEmpty();
        assertThat(names("?mode=targeted")).containsExactly("Later");
        assertThat(names("?q=ada")).containsExactly("100%_open");
        assertThat(names("?q=%20ADA@x.io")).containsExactly("Later");
        assertThat(names("?q=*@Corp")).containsExactly("Off");
        assertThat(names("?q=%25_")).containsExactly("100%_open");
        assertThat(names("?q=ada&mode=public&limit=1")).containsExactly("100%_open");
        assertThat(get(caller, path + "?state=on&mode=x").fields()).containsExactly("state", "mode");
    }

    private List<String> names(String query) {
        // The query is encoded already.
        byte[] body = caller.get()
                .uri(URI.create(api.url() + path + query))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return JsonMapper.shared()
                .readTree(body == null ? new byte[0] : body)
                .path("items")
                .valueStream()
                .map(item -> item.path("name").asString())
                .toList();
    }
}
