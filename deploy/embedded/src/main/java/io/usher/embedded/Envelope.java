package io.usher.embedded;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The SMTP envelope of a mail, stored as the first headers of its file. */
record Envelope(String sender, List<String> recipients, Instant receivedAt) {

    private static final String SENDER = "X-Caught-From";
    private static final String RECIPIENT = "X-Caught-To";
    /** The last header of the envelope. All others belong to the mail, even if they have the same names. */
    private static final String RECEIVED_AT = "X-Caught-At";

    void writeTo(OutputStream out) throws IOException {
        StringBuilder lines = new StringBuilder();
        lines.append(SENDER).append(": ").append(sender).append("\r\n");
        recipients.forEach(recipient ->
                lines.append(RECIPIENT).append(": ").append(recipient).append("\r\n"));
        lines.append(RECEIVED_AT).append(": ").append(receivedAt).append("\r\n");
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    static Envelope of(MimeMessage stored) throws MessagingException {
        String sender = "";
        List<String> recipients = new ArrayList<>();
        for (Header header : Collections.list(stored.getAllHeaders())) {
            String value = header.getValue();
            switch (header.getName()) {
                case SENDER -> sender = value;
                case RECIPIENT -> recipients.add(value);
                case RECEIVED_AT -> {
                    return new Envelope(sender, List.copyOf(recipients), Instant.parse(value));
                }
                default -> throw new MessagingException("no envelope before " + header.getName());
            }
        }
        throw new MessagingException("no envelope");
    }

    /** The number of headers that the envelope takes in the file. */
    int headers() {
        return recipients.size() + 2;
    }
}
