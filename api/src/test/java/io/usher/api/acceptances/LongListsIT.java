package io.usher.api.acceptances;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.http.security.Permission;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The list of a challenge to which very many came. */
class LongListsIT extends AcceptingScenario {

    private static final int PEOPLE = 250_000;
    private static final int SEATS = 10;

    private static final TestInvitation CHALLENGE =
            invitation(TestInvitation.publicOne().withQuota(SEATS));

    @BeforeAll
    static void fill() {
        tables.crowd(CHALLENGE, PEOPLE, SEATS);
    }

    @Test
    void theFewThatAreAskedForAreFoundAmongTheMany() {
        assertThat(page("outcome=accepted&limit=200").emails()).hasSize(SEATS).contains("p1@example.com");
        assertThat(emailsOf("reason=no-seats-left")).containsExactly("p" + PEOPLE + "@example.com");
        assertThat(emailsOf("outcome=accepted&reason=quota-full")).isEmpty();
        Page rejected = page("outcome=rejected&limit=2");
        assertThat(rejected.emails()).containsExactly("p11@example.com", "p12@example.com");
        assertThat(page("outcome=rejected&limit=1&cursor=" + rejected.next()).emails())
                .containsExactly("p13@example.com");
    }

    @Test
    void oneRequestReadsABoundedPartOfTheQueue() {
        for (String filter :
                List.of("reason=no-seats-left", "outcome=withdrawn", "outcome=accepted&limit=20", "q=no")) {
            Page page = page(filter);
            assertThat(page.next()).as(filter).isNotNull();
        }
    }

    @Test
    void aSearchGoesThroughAllOfThemInBoundedSteps() {
        assertThat(emailsOf("q=P249999@")).containsExactly("p249999@example.com");
        assertThat(emailsOf("q=p%25")).isEmpty();
        assertThat(emailsOf("q=p_")).isEmpty();
        assertThat(emailsOf("q=p1&outcome=accepted")).containsExactly("p1@example.com", "p10@example.com");
        assertThat(page("q=example&limit=2").emails()).containsExactly("p1@example.com", "p2@example.com");
    }

    /** The few that match are far apart: it takes many searches. */
    @Test
    void anExportHasAllThatTheFiltersLeave() {
        List<String> lines = requireNonNull(client.get()
                        .uri("/invitations/{id}/acceptances?q=p99&outcome=rejected&limit=1", CHALLENGE.id())
                        .header("Accept", "text/csv")
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectHeader()
                        .valueEquals("Content-Type", "text/csv;charset=UTF-8")
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody())
                .lines()
                .toList();

        assertThat(lines).as("99, 990 to 999, 9900 to 9999 and so on").hasSize(1 + 1 + 10 + 100 + 1_000);
        assertThat(lines.getFirst())
                .isEqualTo(
                        "id,invitation,email,outcome,reason,original,position,requestedAt,decidedAt,roles,teams,unit,"
                                + "groups,courses,accessExpiresAt,skipped");
        assertThat(lines.get(1)).contains("," + CHALLENGE.id() + ",p99@example.com,rejected,quota-full,,,");
    }

    @Test
    void theSearchesOfOneTenantDoNotStandInTheWayOfOthers() {
        WebClient tenant = web(60);
        String others = tables.key(tables.organization(), Permission.INVITATIONS_READ, Permission.ACCEPTANCES_WRITE);
        List<Integer> answers = Flux.range(0, 60)
                .flatMap(
                        search -> tenant.get()
                                .uri("/invitations/{id}/acceptances?q=nobody", CHALLENGE.id())
                                .exchangeToMono(answer -> answer.releaseBody()
                                        .thenReturn(answer.statusCode().value())),
                        60)
                .mergeWith(Flux.range(0, 20)
                        .concatMap(other -> Mono.fromCallable(() -> api.as(others)
                                        .get()
                                        .uri("/acceptances/{id}", UUID.randomUUID())
                                        .exchange()
                                        .returnResult(Void.class)
                                        .getStatus()
                                        .value())
                                .subscribeOn(Schedulers.boundedElastic())))
                .collectList()
                .blockOptional()
                .orElseThrow();
        assertThat(answers).containsOnly(200, 429, 404).contains(200, 429);
        assertThat(answers.stream().filter(status -> status == 404)).hasSize(20);
    }

    private static List<String> emailsOf(String query) {
        Page page = page(query);
        List<String> emails = new ArrayList<>(page.emails());
        while (page.next() != null) {
            page = page(query + "&cursor=" + page.next());
            emails.addAll(page.emails());
        }
        return emails;
    }

    private static Page page(String query) {
        Map<String, Object> page = requireNonNull(client.get()
                .uri(URI.create(api.url() + "/invitations/" + CHALLENGE.id() + "/acceptances?" + query))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                .returnResult()
                .getResponseBody());
        List<String> emails = ((List<?>) requireNonNull(page.get("items")))
                .stream()
                        .map(item -> String.valueOf(((Map<?, ?>) item).get("email")))
                        .toList();
        return new Page(emails, (String) page.get("next"));
    }

    private record Page(List<String> emails, @Nullable String next) {}
}
