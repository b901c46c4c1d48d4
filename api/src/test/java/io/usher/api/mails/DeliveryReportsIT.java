package io.usher.api.mails;

import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.outbox.Published;
import io.usher.contract.event.EmailCommand.EmailBounceReported;
import io.usher.contract.kafka.Topic;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Delivery reports as an operator's mail server passes them on. */
class DeliveryReportsIT {

    private static final String PATH = "/api/v1/ops/delivery-reports";

    private final RunningApi api = RunningApi.shared();
    private final UUID mail = UUID.randomUUID();

    @Test
    void aPermanentFailureIsPassedOnOnceForEachKey() {
        String report = report("failed", "5.1.1", mail + "@usher.localhost");

        assertThat(post(report, "Idempotency-Key", "a report of " + mail).text())
                .isEqualTo("{\"reported\":1}");
        Answers repeated = post(report, "Idempotency-Key", "a report of " + mail);

        assertThat(repeated.status()).isEqualTo(202);
        assertThat(post(report("failed", "5.2.1", mail + "@usher.localhost")).status())
                .isEqualTo(202);
        await().atMost(LATER).until(() -> statuses().contains("5.2.1"));
        assertThat(statuses()).as("the last one included").containsExactly("5.1.1", "5.2.1");
        assertThat(reported().getFirst())
                .extracting(EmailBounceReported::address, EmailBounceReported::status, EmailBounceReported::reason)
                .containsExactly("ada@example.com", "5.1.1", "550 5.1.1 no such mailbox");
    }

    @Test
    void whatIsNoFailureOfAMailOfOursIsTakenAndChangesNothing() {
        for (String report : List.of(
                report("delayed", "4.4.7", mail + "@usher.localhost"),
                report("delivered", "2.0.0", mail + "@usher.localhost"),
                report("failed", "5.1.1", "20260302.ABC@mx.example"))) {
            Answers answer = post(report);
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.text()).isEqualTo("{\"reported\":0}");
        }
        assertThat(post(report("failed", "5.2.2", mail + "@usher.localhost")).status())
                .isEqualTo(202);
        await().atMost(LATER).until(() -> statuses().contains("5.2.2"));
        assertThat(statuses()).containsExactly("5.2.2");
    }

    @Test
    void anythingElseIsRefused() {
        assertThat(post("Subject: Out of office\r\n\r\nI am on holiday.").problem())
                .isEqualTo("422 not-a-delivery-report");
        assertThat(post("\0\0\0").problem()).isEqualTo("422 not-a-delivery-report");
        assertThat(Answers.post(api.platform(), PATH, report("failed", "5.1.1", "a@b"))
                        .problem())
                .isEqualTo("415 unsupported-media-type");
        assertThat(post("Subject: large\r\n\r\n" + "x".repeat(2 << 20)).problem())
                .isEqualTo("413 too-large");
    }

    private Answers post(String report, String... headers) {
        return send(api.platform(), report, headers);
    }

    private static Answers send(WebTestClient caller, String report, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "message/rfc822";
        return Answers.post(caller, PATH, report, all);
    }

    private List<String> statuses() {
        return reported().stream().map(EmailBounceReported::status).toList();
    }

    private List<EmailBounceReported> reported() {
        try (Published published = Published.fromTheBeginning(Topic.EMAILS_REQUESTED)) {
            return published.of(mail.toString()).stream()
                    .map(EmailBounceReported.class::cast)
                    .toList();
        }
    }

    private static String report(String action, String status, String messageId) {
        return DeliveryReportTest.report(
                """
                Final-Recipient: rfc822; ada@example.com
                Action: %s
                Status: %s
                Diagnostic-Code: smtp; 550 5.1.1 no such mailbox
                """.formatted(action, status), "text/rfc822-headers", "Message-ID: <" + messageId + ">\r\n\r\n");
    }
}
