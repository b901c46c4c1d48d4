package io.usher.api.invitations;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.named;
import static io.usher.api.Answers.post;
import static io.usher.api.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RawConnection;
import io.usher.api.RunningApi;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses and names may have a slash or a percent sign in them; encoded they stay within their segment of a path. */
class EncodedPathIT {

    private final RunningApi api = RunningApi.shared();
    private final String id =
            api.organization("Paths " + System.nanoTime()).get("id").asString();
    private final String organization = "/api/v1/organizations/" + id;

    @ParameterizedTest
    @CsvSource({
        "q/z@chars.example, q%2Fz%40chars.example",
        "q//z@chars.example, q%2f%2Fz@chars.example",
        "/q@chars.example, %2Fq@chars.example",
        "q%z@chars.example, q%25z@chars.example",
        "q%2fz@chars.example, q%252fz@chars.example"
    })
    void whoHasASlashOrAPercentSignInTheirAddressIsErasedByIt(String address, String encoded) throws IOException {
        String invitation = post(
                        api.platform(),
                        organization + "/invitations",
                        Map.of("name", "x", "emails", List.of(address, "other@chars.example")))
                .header("Location");

        assertThat(raw("POST", organization + "/members/" + encoded + "/erase").status())
                .isEqualTo(202);
        assertThat(get(api.platform(), invitation).text())
                .contains("other@chars.example")
                .doesNotContain(address);
    }

    @ParameterizedTest
    @CsvSource({"A/b, a%2Fb", "100%, 100%25"})
    void aTeamIsFoundByANameWithASlashOrAPercentSign(String name, String encoded) throws IOException {
        assertThat(post(api.platform(), organization + "/teams", named(name)).status())
                .isEqualTo(201);

        assertThat(raw("GET", organization + "/teams/" + encoded).at("name")).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1%2Forganizations",
                "/api/v1/organizations%2Fx",
                "/api/%252e%252e%252factuator%252fenv",
                "/api/v1/invitations/x%2Facceptances"
            })
    void anEncodedSlashDividesNothing(String path) throws IOException {
        assertThat(raw("GET", path).problem()).isEqualTo("404 not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api%2Fv1%2Forganizations",
                "/api/..%2Factuator/env",
                "/api/%2E%2E/actuator/env",
                "/api/v1//organizations",
                "/api/v1/organizations/x%5Cy",
                "//api/v1/organizations",
                "/actuator%2Fenv",
                "/actuator/health%2Fenv",
                "/actuator/health/%252e%252e%252fenv",
                "/webjars%2Fusher%2Flanding.css",
                "/i%2Fcode"
            })
    void aPathThatNoClientMakesIsMalformed(String path) throws IOException {
        assertThat(raw("GET", path).problem()).isEqualTo("400 malformed");
    }

    private Answers raw(String method, String path) throws IOException {
        try (RawConnection connection = new RawConnection(api)) {
            return connection.send(head(method, path, "Content-Length: 0")).answer();
        }
    }
}
