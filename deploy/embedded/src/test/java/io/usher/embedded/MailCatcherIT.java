package io.usher.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Execution(CONCURRENT)
final class MailCatcherIT {

    private static final String HOSTILE = "<script>alert('x')</script> & \"quotes\"";

    @TempDir
    private Path folder;

    @Test
    void aMailIsStoredWithAllItsParts() throws Exception {
        Instant before = Instant.now();
        try (MailCatcher catcher = MailCatcher.start(folder, 0, 0)) {
            send(
                    catcher,
                    "Grüße aus Köln",
                    "Hello in text, ünïcode",
                    "<p>Hello in HTML</p>",
                    "mia@example.org",
                    "Leo@example.org");

            CaughtMail mail = catcher.messages().getFirst();
            assertThat(mail.from()).isEqualTo("usher@example.org");
            assertThat(mail.to()).containsExactlyInAnyOrder("mia@example.org", "Leo@example.org");
            assertThat(mail.subject()).isEqualTo("Grüße aus Köln");
            assertThat(mail.receivedAt()).isBetween(before, Instant.now());
            assertThat(mail.headers())
                    .containsEntry("X-Test", "yes")
                    .containsEntry("Subject", "Grüße aus Köln")
                    .noneSatisfy((name, value) -> assertThat(name).startsWith("X-Caught"));
            assertThat(mail.text()).isEqualTo("Hello in text, ünïcode");
            assertThat(mail.html()).isEqualTo("<p>Hello in HTML</p>");
        }
    }

    @Test
    void mailsSurviveARestartInTheirOrder() throws Exception {
        List<CaughtMail> kept;
        try (MailCatcher first = MailCatcher.start(folder, 0, 0)) {
            send(first, "one", "text", null, "mia@example.org");
            send(first, "two", "text", null, "mia@example.org");
            kept = first.messages();
        }

        try (MailCatcher second = MailCatcher.start(folder, 0, 0)) {
            assertThat(second.messages()).isEqualTo(kept);
            send(second, "three", "text", null, "mia@example.org");
            assertThat(second.messages()).extracting(CaughtMail::subject).containsExactly("three", "two", "one");
        }
    }

    @Test
    void onlyTheNewestMailsAreKept() throws Exception {
        CaughtMails mails = CaughtMails.in(folder, 2);
        for (String subject : List.of("one", "two", "three")) {
            mails.add(
                    new Envelope("usher@example.org", List.of("mia@example.org"), Instant.now()),
                    message(subject, "text", null, "mia@example.org"));
        }

        assertThat(mails.newest(10, mail -> true))
                .extracting(CaughtMail::subject)
                .containsExactly("three", "two");
        assertThat(Files.list(folder)).hasSize(2);
    }

    @Test
    void aStoppedCatcherRefusesMailAndLosesNone() throws Exception {
        try (MailCatcher catcher = MailCatcher.start(folder, 0, 0)) {
            send(catcher, "before", "text", null, "mia@example.org");
            catcher.stop();

            assertThatThrownBy(() -> send(catcher, "meanwhile", "text", null, "mia@example.org"))
                    .isInstanceOf(MessagingException.class);
            assertThat(api(catcher, "")).hasSize(1);

            catcher.start();
            send(catcher, "after", "text", null, "mia@example.org");
            assertThat(catcher.messages()).extracting(CaughtMail::subject).containsExactly("after", "before");
        }
    }

    @Test
    void theApiFindsMailsByRecipientAndSubjectIgnoringCase() throws Exception {
        try (MailCatcher catcher = MailCatcher.start(folder, 0, 0)) {
            send(catcher, "Welcome to Choir", "text", "<p>html</p>", "mia@example.org");
            send(catcher, "Sorry, no seat", "text", null, "mia@example.org");
            send(catcher, "Welcome to Choir", "text", null, "leo+a@example.org");

            assertThat(api(catcher, "")).hasSize(3);
            assertThat(api(catcher, "?to=MIA@example.org&subject=welcome"))
                    .singleElement()
                    .satisfies(mail -> {
                        assertThat(mail.properties())
                                .extracting(Map.Entry::getKey)
                                .containsExactlyInAnyOrder(
                                        "id", "from", "to", "subject", "receivedAt", "headers", "text", "html");
                        assertThat(Instant.parse(mail.get("receivedAt").asString()))
                                .isBeforeOrEqualTo(Instant.now());
                        assertThat(mail.get("to").get(0).asString()).isEqualTo("mia@example.org");
                        assertThat(mail.get("html").asString()).isEqualTo("<p>html</p>");
                    });
            assertThat(api(catcher, "?to=leo%2Ba@example.org")).hasSize(1);
            assertThat(api(catcher, "?to=nobody@example.org")).isEmpty();
        }
    }

    @Test
    void deletedMailsStayDeletedAfterARestart() throws Exception {
        try (MailCatcher catcher = MailCatcher.start(folder, 0, 0)) {
            send(catcher, "gone", "text", null, "mia@example.org");

            assertThat(request(catcher, "DELETE", "/api/messages").statusCode()).isEqualTo(204);
            assertThat(catcher.messages()).isEmpty();
        }
        try (MailCatcher later = MailCatcher.start(folder, 0, 0)) {
            assertThat(later.messages()).isEmpty();
        }
    }

    @Test
    void theApiDeletesOnlyMatchingMails() throws Exception {
        try (MailCatcher catcher = MailCatcher.start(folder, 0, 0)) {
            send(catcher, "Welcome", "text", null, "mia@example.org");
            send(catcher, "Sorry", "text", null, "mia@example.org");
            send(catcher, "Welcome", "text", null, "leo@example.org");

            assertThat(request(catcher, "DELETE", "/api/messages?to=nobody@example.org")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(catcher.messages()).hasSize(3);
            assertThat(request(catcher, "DELETE", "/api/messages?to=MIA&subject=welcome")
                            .statusCode())
                    .isEqualTo(204);
            assertThat(catcher.messages()).extracting(CaughtMail::subject).containsExactly("Welcome", "Sorry");
        }
        try (MailCatcher later = MailCatcher.start(folder, 0, 0)) {
            assertThat(later.messages()).hasSize(2);
        }
    }

    @Test
    void theApiListsAllMailsOrAtMostTheLimit() throws Exception {
        CaughtMails mails = CaughtMails.in(folder.resolve("mails"), 1000);
        for (int number = 1; number <= 501; number++) {
            mails.add(
                    new Envelope("usher@example.org", List.of("mia@example.org"), Instant.now()),
                    message("mail " + number, "text", null, "mia@example.org"));
        }
        try (MailCatcher catcher = MailCatcher.start(folder, 0, 0)) {
            assertThat(api(catcher, "")).hasSize(501);
            assertThat(api(catcher, "?limit=2"))
                    .extracting(mail -> mail.get("subject").asString())
                    .containsExactly("mail 501", "mail 500");
            for (String limit : List.of("0", "10001", "-1", "many", "")) {
                HttpResponse<String> refused = request(catcher, "GET", "/api/messages?limit=" + limit);
                assertThat(refused.statusCode()).as(limit).isEqualTo(400);
                assertThat(refused.body()).isEqualTo("limit: expected a number from 1 to 10000");
            }
        }
    }

    @Test
    void scriptsInAMailAreNotExecutedOnThePages() throws Exception {
        try (MailCatcher catcher = MailCatcher.start(folder, 0, 0)) {
            send(catcher, HOSTILE, HOSTILE, HOSTILE, "mia@example.org");
            String id = catcher.messages().getFirst().id();

            for (String path : List.of("/", "/messages/" + id, "/?to=" + encoded("\"><script>"))) {
                HttpResponse<String> page = request(catcher, "GET", path);
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.body()).doesNotContain("<script");
                assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                        .contains("default-src 'none'");
            }
            assertThat(request(catcher, "GET", "/").body()).contains("&lt;script&gt;alert(&#39;x&#39;)");
            assertThat(request(catcher, "GET", "/messages/" + id).body())
                    .contains("<iframe sandbox=\"\"")
                    .contains("srcdoc=\"&lt;script&gt;");
        }
    }

    @Test
    void aMalformedMailIsShownAsFarAsPossible() throws Exception {
        try (MailCatcher catcher = MailCatcher.start(folder, 0, 0)) {
            MimeMessage malformed = new MimeMessage(session(catcher), new ByteArrayInputStream("""
                            From: not an address at all <<>>
                            X-Caught-To: smuggled@example.org
                            Subject: =?no-such-charset?Q?broken?=
                            Content-Type: text/plain; charset="no such charset"
                            Content-Transfer-Encoding: no-such-encoding

                            body
                            """.replace("\n", "\r\n")
                    .getBytes(UTF_8)));
            Transport.send(malformed, new InternetAddress[] {new InternetAddress("mia@example.org")});

            CaughtMail mail = catcher.messages().getFirst();
            assertThat(mail.to()).containsExactly("mia@example.org");
            assertThat(mail.subject()).contains("broken");
            assertThat(mail.text()).isNotNull();
            assertThat(request(catcher, "GET", "/messages/" + mail.id()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void portsInUseAreReportedInOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> MailCatcher.start(folder, port, 0))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("port " + port)
                    .hasMessageNotContaining("\n");
            assertThatThrownBy(() -> MailCatcher.start(folder, 0, port))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("port " + port);
        }
        MailCatcher.start(folder, 0, 0).close();
    }

    private static void send(MailCatcher catcher, String subject, String text, @Nullable String html, String... to)
            throws MessagingException {
        MimeMessage message = message(subject, text, html, to);
        try (Transport transport = session(catcher).getTransport("smtp")) {
            transport.connect();
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private static MimeMessage message(String subject, String text, @Nullable String html, String... to)
            throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom("Usher <usher@example.org>");
        for (String recipient : to) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        }
        message.setSubject(subject, "UTF-8");
        message.setHeader("X-Test", "yes");
        MimeMultipart parts = new MimeMultipart("alternative");
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text, "UTF-8");
        parts.addBodyPart(plain);
        if (html != null) {
            MimeBodyPart rich = new MimeBodyPart();
            rich.setText(html, "UTF-8", "html");
            parts.addBodyPart(rich);
        }
        message.setContent(parts);
        message.saveChanges();
        return message;
    }

    private static Session session(MailCatcher catcher) {
        Properties settings = new Properties();
        settings.put("mail.smtp.host", "localhost");
        settings.put("mail.smtp.from", "usher@example.org");
        settings.put("mail.smtp.port", Integer.toString(catcher.smtpPort()));
        return Session.getInstance(settings);
    }

    private static List<JsonNode> api(MailCatcher catcher, String query) throws Exception {
        HttpResponse<String> answer = request(catcher, "GET", "/api/messages" + query);
        assertThat(answer.statusCode()).isEqualTo(200);
        return List.copyOf(new JsonMapper().readTree(answer.body()).values());
    }

    private static HttpResponse<String> request(MailCatcher catcher, String method, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + catcher.httpPort() + path))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8);
    }
}
