package io.usher.notifier.composing;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.address.EmailAddress;
import org.junit.jupiter.api.Test;

final class RecipientTest {

    @Test
    void charactersThatCannotBeStoredAreLeftOut() {
        Recipient recipient = Recipient.from("ada@example.com", "A\u0000da\r\nBcc: all@example.com", "Love\ud800lace");

        assertThat(recipient.firstName()).isEqualTo("A da Bcc: all@example.com");
        assertThat(recipient.lastName()).isEqualTo("Love lace");
    }

    @Test
    void textsThatAreTooLongAreTruncated() {
        Recipient recipient = Recipient.from("x".repeat(100_000), "é".repeat(100_000), null);

        assertThat(recipient.address()).hasSize(254);
        assertThat(recipient.firstName()).hasSize(255);
    }

    /** Accents that are typed as characters of their own count until they are composed. */
    @Test
    void anAddressIsNeverTruncated() {
        String domain = "a".repeat(62) + "." + "b".repeat(62) + ".example.com";
        String typed = "e\u0301".repeat(60) + "@" + domain;

        Recipient recipient = Recipient.from(typed, null, null);

        assertThat(typed).hasSizeGreaterThan(254);
        assertThat(recipient.address()).isEqualTo("\u00e9".repeat(60) + "@" + domain);
        assertThat(EmailAddress.parse(recipient.email()).orElseThrow().normal()).isEqualTo(recipient.address());
    }

    @Test
    void truncatedTextIsNoAddress() {
        String longer = "ada@" + "a.".repeat(124) + "co" + "m.".repeat(100) + "example";

        Recipient recipient = Recipient.from(longer, null, null);

        assertThat(EmailAddress.parse(recipient.email())).isEmpty();
        assertThat(EmailAddress.parse(recipient.address())).isEmpty();
        assertThat(recipient.email()).hasSizeLessThanOrEqualTo(254);
    }

    @Test
    void noCharacterIsSplit() {
        assertThat(Recipient.from("ada@example.com", "a" + "😀".repeat(200), null)
                        .firstName())
                .hasSize(255)
                .endsWith("😀");
        assertThat(Recipient.from("ada@example.com", "😀".repeat(200), null).firstName())
                .hasSize(254)
                .endsWith("😀");
    }

    @Test
    void aBlankNameIsAbsent() {
        assertThat(Recipient.from("ada@example.com", " \t", "").firstName()).isNull();
        assertThat(Recipient.from("ada@example.com", null, "").lastName()).isNull();
    }

    @Test
    void charactersBeyondTheBasicPlaneAreKept() {
        assertThat(Recipient.from("ada@example.com", "😀", null).firstName()).isEqualTo("😀");
    }
}
