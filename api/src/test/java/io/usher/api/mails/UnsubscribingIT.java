package io.usher.api.mails;

import static io.usher.api.Patience.LATER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.outbox.Published;
import io.usher.contract.event.EmailCommand.EmailUnsubscriptionRequested;
import io.usher.contract.event.Event;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.UnsubscribeLinks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The links that end mails, as people and mail programs use them. */
class UnsubscribingIT {

    private static final String ADA = "ada@example.com";

    private final RunningApi api = RunningApi.shared();
    private final TestBrowser browser = new TestBrowser(api);
    private final OrganizationId organization =
            new OrganizationId(UUID.fromString(api.organization("Unsubscribing <" + System.nanoTime() + ">")
                    .get("id")
                    .asString()));

    /** As mail programs send it (RFC 8058 §3.2): without cookies, and of no page of ours. */
    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded, List-Unsubscribe=One-Click",
        "multipart/form-data; boundary=b, --b%nContent-Disposition: form-data; name=\"List-Unsubscribe\"%nContent-Type: text/plain%n%nOne-Click%n--b--%n",
        "multipart/form-data; boundary=b, --b%nContent-Disposition: form-data; name=\"List-Unsubscribe\"%n%nOne-Click%n--b--%n"
    })
    void aMailProgramEndsMailsWithOneClick(String type, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(api.url() + link()))
                                .header("Content-Type", type)
                                .header("Origin", "https://mail.example")
                                .header("Sec-Fetch-Site", "cross-site")
                                .POST(BodyPublishers.ofString(body.formatted().replace("\n", "\r\n"), UTF_8))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
        awaitRequestedOnce();
    }

    /** Mail scanners open links, too. */
    @Test
    void toOpenTheLinkChangesNothingAndItsFormEndsTheMails() {
        Page opened = browser.get(link());
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.text())
                .contains(ADA, "Unsubscribing &lt;", "action=\"" + link() + "\"")
                .doesNotContain("Unsubscribing <");
        assertThat(opened.header("cache-control")).isEqualTo("no-store");
        assertThat(browser.head(link()).status()).isEqualTo(200);
        assertThat(browser.get(link()).status()).isEqualTo(200);

        Page done = browser.post(link(), "List-Unsubscribe", "One-Click");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.text()).contains("You are unsubscribed");
        awaitRequestedOnce();
    }

    @Test
    void aPostThatIsNotTheOneClickIsAnsweredWithTheForm() {
        String other = "bob@example.com";
        assertThat(browser.post(link(other)).text()).contains("action=\"" + link(other) + "\"");
        assertThat(browser.post(link(other), "List-Unsubscribe", "Two-Clicks").text())
                .contains("action=\"" + link(other) + "\"");

        click(link());
        awaitRequestedOnce();
    }

    private void click(String link) {
        assertThat(browser.post(link, "List-Unsubscribe", "One-Click").status()).isEqualTo(200);
    }

    @Test
    void whoHasDoneSoIsToldSoAndMayAskAgain() {
        SuppressedRows.add(api.database(), organization.value(), ADA, "unsubscribed");

        assertThat(browser.get(link()).text()).contains("You are unsubscribed");
        click(link());
        String other = "bob@example.com";
        click(link(other));
        await().atMost(LATER)
                .untilAsserted(() -> assertThat(requested())
                        .extracting(EmailUnsubscriptionRequested::address)
                        .containsExactlyInAnyOrder(ADA, other));
    }

    @Test
    void aLinkThatWeNeverMadeEndsNothing() {
        String forged = link().replaceFirst("/unsubscribe/.", "/unsubscribe/x");
        String ofNobody = "/unsubscribe/" + links().token(new OrganizationId(UUID.randomUUID()), ADA);
        for (String unknown : List.of(forged, ofNobody, "/unsubscribe/1", "/unsubscribe/" + "0".repeat(200))) {
            assertThat(browser.get(unknown).status()).as(unknown).isEqualTo(404);
            assertThat(browser.post(unknown).status()).as(unknown).isEqualTo(404);
        }
        click(link());
        awaitRequestedOnce();
    }

    /** By what is asked for afterwards, everything that was asked for before is published. */
    private void awaitRequestedOnce() {
        String last = "last@example.com";
        click(link(last));
        await().atMost(LATER).until(() -> addresses().contains(last));
        assertThat(addresses()).containsExactly(ADA, last);
    }

    private List<String> addresses() {
        return requested().stream().map(EmailUnsubscriptionRequested::address).toList();
    }

    private List<EmailUnsubscriptionRequested> requested() {
        try (Published published = Published.fromTheBeginning(Topic.EMAILS_REQUESTED)) {
            List<Event> events = published.of(organization.toString());
            return events.stream().map(EmailUnsubscriptionRequested.class::cast).toList();
        }
    }

    private String link() {
        return link(ADA);
    }

    private String link(String address) {
        return "/unsubscribe/" + links().token(organization, address);
    }

    private static UnsubscribeLinks links() {
        return new UnsubscribeLinks(LinkKeys.of(RunningApi.LINK_KEY, ""));
    }
}
