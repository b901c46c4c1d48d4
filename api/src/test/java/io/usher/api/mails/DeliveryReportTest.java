package io.usher.api.mails;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.http.problem.Refusal;
import io.usher.api.mails.DeliveryReport.Failure;
import io.usher.contract.id.MessageId;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DeliveryReportTest {

    private static final UUID MAIL = UUID.fromString("019cad8f-3100-7b05-9c2e-61d8f4a7b3e0");
    private static final String RETURNED =
            "Message-ID: <" + MAIL + "@usher.localhost>\r\nSubject: An invitation\r\n\r\ntext\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"message/rfc822", "text/rfc822-headers", "message/global-headers"})
    void aPermanentFailureNamesTheMailTheRecipientAndWhatWasSaid(String returnedAs) {
        assertThat(read(report("""
                        Original-Recipient: rfc822;Ada@Example.com
                        Final-Recipient: rfc822; elsewhere@example.org
                        Action: Failed
                        Status: 5.1.1 (no such mailbox)
                        Diagnostic-Code: smtp; 550 5.1.1
                            no such mailbox
                        """, returnedAs, RETURNED)))
                .isEqualTo(new DeliveryReport(
                        new MessageId(MAIL),
                        List.of(new Failure("ada@example.com", "5.1.1", "550 5.1.1 no such mailbox"))));
    }

    @Test
    void withoutAnOriginalRecipientTheFinalOneCountsAndWithoutADiagnosisTheStatus() {
        assertThat(read(report("""
                                Final-Recipient: rfc822; <ada@bücher.example>
                                Action: failed
                                Status: 5.2.1
                                """, "message/rfc822", RETURNED)).failures())
                .containsExactly(new Failure("ada@xn--bcher-kva.example", "5.2.1", "not delivered: 5.2.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "delayed, 4.4.7",
        "delivered, 2.1.5",
        "relayed, 2.0.0",
        "expanded, 2.0.0",
        "failed, 4.4.7",
        "failed, 5.1",
        "failed, 5.1.1.1",
        "delayed, 5.1.1"
    })
    void whatMayStillBeDeliveredIsNoFailure(String action, String status) {
        assertThat(read(report(
                                "Final-Recipient: rfc822; ada@example.com\nAction: %s\nStatus: %s\n"
                                        .formatted(action, status),
                                "message/rfc822",
                                RETURNED))
                        .failures())
                .isEmpty();
    }

    @Test
    void eachRecipientIsLookedAtUpToALimit() {
        String group = "\nFinal-Recipient: rfc822; ada%d@example.com\nAction: failed\nStatus: 5.1.1\n";
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            many.append(group.formatted(i));
        }

        assertThat(read(report(group.formatted(1) + group.formatted(2), "message/rfc822", RETURNED))
                        .failures())
                .extracting(Failure::address)
                .containsExactly("ada1@example.com", "ada2@example.com");
        assertThat(read(report(many.toString(), "message/rfc822", RETURNED)).failures())
                .hasSizeBetween(1, 50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Message-ID: <20260302.ABC@mx.example>\r\n\r\n",
                "Subject: none\r\n\r\n",
                "Message-ID: 019cad8f-3100-7b05-9c2e-61d8f4a7b3e0\r\n\r\n",
                ""
            })
    void aMailThatCannotBeOursIsNone(String returned) {
        DeliveryReport report = read(report(
                "Final-Recipient: rfc822; ada@example.com\nAction: failed\nStatus: 5.1.1\n",
                "message/rfc822",
                returned));

        assertThat(report.message()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no mail",
                "Content-Type: text/plain\r\n\r\nI am on holiday.",
                "Content-Type: multipart/report; boundary=\"b\"\r\n\r\n--b\r\n\r\ntext\r\n--b--\r\n",
                "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n--b--\r\n"
            })
    void anotherMailIsRefused(String mail) {
        assertThatThrownBy(() -> read(mail))
                .isInstanceOf(Refusal.class)
                .extracting("code")
                .isEqualTo("not-a-delivery-report");
    }

    /** Seeded: what is found once is found again. */
    @Test
    void hostileMailsAreReadOrRefused() {
        byte[] good = report(
                        "Final-Recipient: rfc822; ada@example.com\nAction: failed\nStatus: 5.1.1\n",
                        "message/rfc822",
                        RETURNED)
                .getBytes(UTF_8);
        Random random = new Random(3464);
        for (int run = 0; run < 5_000; run++) {
            byte[] hostile = good.clone();
            for (int change = 1 + random.nextInt(20); change > 0; change--) {
                hostile[random.nextInt(hostile.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(DeliveryReport.read(hostile).failures()).hasSizeLessThan(51);
            } catch (Refusal refused) {
                assertThat(refused.code()).isIn("malformed", "not-a-delivery-report");
            }
        }
    }

    private static DeliveryReport read(String mail) {
        return DeliveryReport.read(mail.getBytes(UTF_8));
    }

    static String report(String recipients, String returnedAs, String returned) {
        return """
                From: MAILER-DAEMON@mx.example
                Subject: Undelivered
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b
                Content-Type: text/plain

                It could not be delivered.

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example

                %s
                --b
                Content-Type: %s

                %s
                --b--
                """.formatted(recipients, returnedAs, returned)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n");
    }
}
