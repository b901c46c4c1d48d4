package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.standalone.SharedKeycloak;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Programs that look at mails before their readers do open every link, and the links of the pages behind. */
@Isolated
class MailScannersIT extends BrowserScenario {

    private static final int TIMES = 10;
    private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"([^\"]+)\"");
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final HttpClient scanner = HttpClient.newBuilder()
            .followRedirects(Redirect.NORMAL)
            .cookieHandler(new CookieManager())
            .build();

    /** Pages link to it. */
    @BeforeAll
    static void awaitProvider() {
        var unused = SharedKeycloak.of(usher);
    }

    @Test
    void howeverOftenTheyOpenTheLinksNothingChangesAndThePersonIsIn() throws IOException, InterruptedException {
        String email = address("vera");
        JsonNode invitation = invitation(organization("Acme Academy", 10), """
                "name": "Observed", "emails": ["%s"]""".formatted(email));
        String personal = personalLink(invitation, email);
        Visitor vera = visitor().open(link(invitation) + "/join");
        vera.page().locator("#email").fill(email);
        vera.submit("/proof").sees(text("sent.title"));
        var confirmation = mailbox(email).link("", "/proof/");
        List<String> links = mailbox(email).links();
        assertThat(links).contains(personal, confirmation).hasSizeGreaterThan(2);
        awaitReported(email, id(invitation));
        List<String> before = quiet(email, id(invitation));

        for (String link : links) {
            for (int time = 0; time < TIMES; time++) {
                assertThat(scan("HEAD", link).statusCode()).as("HEAD %s", link).isLessThan(400);
                assertThat(scan("GET", link).statusCode()).as("GET %s", link).isEqualTo(200);
            }
            HttpResponse<String> page = scan("GET", link);
            for (String further : LINK.matcher(page.body())
                    .results()
                    .map(found -> page.uri().resolve(found.group(1)).toString())
                    .toList()) {
                assertThat(scan("GET", further).statusCode())
                        .as("GET %s", further)
                        .isLessThan(400);
            }
        }

        assertThat(quiet(email, id(invitation))).isEqualTo(before);
        vera.open(personal).acceptAsNew().sees(text("outcome.accepted"));
    }

    private HttpResponse<String> scan(String method, String link) throws IOException, InterruptedException {
        return scanner.send(
                HttpRequest.newBuilder(URI.create(link))
                        .method(method, BodyPublishers.noBody())
                        .header("Accept", "text/html")
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Waits until both mails are sent and the invitation knows of its own. */
    private static void awaitReported(String email, String invitation) {
        JdbcClient sql = JdbcClient.create(usher.place().database());
        await("both mails are reported as sent")
                .atMost(Duration.ofMinutes(1))
                .until(() -> sql.sql("""
                                select (select count(*) from notification.message
                                        where address = :email and state = 'sent') = 2
                                   and (select count(*) from directory.invitee_progress
                                        where invitation_id = cast(:invitation as uuid) and email_status = 'sent') = 1
                                   and not exists (select from directory.outbox)
                                   and not exists (select from notification.outbox)""")
                        .param("email", email)
                        .param("invitation", invitation)
                        .query(Boolean.class)
                        .single());
    }

    /** All rows in which one of these occurs, once what is under way has been written. */
    private static List<String> quiet(String... texts) {
        AtomicReference<List<String>> last = new AtomicReference<>(List.of());
        return await("no row changes")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(QUIET)
                .until(
                        () -> {
                            List<String> rows = rows(texts);
                            return rows.equals(last.getAndSet(rows)) ? rows : List.<String>of();
                        },
                        rows -> !rows.isEmpty());
    }

    private static List<String> rows(String... texts) {
        JdbcClient sql = JdbcClient.create(usher.place().database());
        return sql.sql("""
                        select format('%I.%I', schemaname, tablename) from pg_tables
                        where schemaname in ('directory', 'onboarding', 'notification') order by 1""").query(String.class).list().stream()
                .flatMap(table -> sql
                        .sql("select t::text from %s t where t::text ~ ? order by 1".formatted(table))
                        .param(String.join("|", texts))
                        .query(String.class)
                        .list()
                        .stream()
                        .map(row -> table + " " + row))
                .toList();
    }
}
