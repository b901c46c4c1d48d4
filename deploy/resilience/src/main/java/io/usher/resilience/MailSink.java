package io.usher.resilience;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.regex.Pattern.CASE_INSENSITIVE;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An SMTP server that accepts every mail and keeps only its recipient and id, so that 100,000 fit in memory. */
final class MailSink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MailSink.class);
    private static final Pattern RECIPIENT = Pattern.compile("RCPT TO:\\s*<([^>]*)>.*", CASE_INSENSITIVE);
    private static final Pattern MESSAGE_ID = Pattern.compile("Message-ID:\\s*<([^@>]*)@.*", CASE_INSENSITIVE);

    private final ServerSocket listener;

    @GuardedBy("this") private final List<Mail> mails = new ArrayList<>();

    /**
     * A mail that was acknowledged.
     *
     * @param message the part of its Message-ID before the at sign
     */
    record Mail(String message, String recipient) {}

    private MailSink(ServerSocket listener) {
        this.listener = listener;
    }

    static MailSink open() {
        try {
            MailSink sink = new MailSink(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
            var unused = Thread.ofVirtual().name("mail sink").start(sink::accept);
            return sink;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized int count() {
        return mails.size();
    }

    /** The mails after the first {@code before}, in the order of their arrival. */
    synchronized List<Mail> since(int before) {
        return List.copyOf(mails.subList(before, mails.size()));
    }

    private synchronized void add(Mail mail) {
        mails.add(mail);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                var unused = Thread.ofVirtual().name("mail client").start(() -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.error("A connection of a mail client was not accepted; the next one may be", e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
                Writer out = new OutputStreamWriter(client.getOutputStream(), ISO_8859_1)) {
            client.setTcpNoDelay(true);
            answer(out, "220 sink");
            String recipient = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Matcher named = RECIPIENT.matcher(line);
                if (named.matches()) {
                    recipient = named.group(1);
                }
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("DATA")) {
                    answer(out, "354 go on");
                    // Counted before the acknowledgement: if the client misses that, it sends the mail again.
                    add(new Mail(messageId(in), recipient));
                    answer(out, "250 accepted");
                } else if (command.startsWith("QUIT")) {
                    answer(out, "221 bye");
                    return;
                } else {
                    answer(out, "250 ok");
                }
            }
        } catch (IOException e) {
            LOG.debug("A mail client has disconnected", e);
        }
    }

    /** Reads a mail to its end. */
    private static String messageId(BufferedReader in) throws IOException {
        String id = "";
        String line = in.readLine();
        while (line != null && !line.equals(".")) {
            Matcher header = MESSAGE_ID.matcher(line);
            if (id.isEmpty() && header.matches()) {
                id = header.group(1);
            }
            line = in.readLine();
        }
        if (line == null) {
            throw new IOException("mail: end of stream (expected a line with a dot)");
        }
        return id;
    }

    private static void answer(Writer out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
