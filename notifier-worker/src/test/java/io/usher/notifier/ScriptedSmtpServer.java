package io.usher.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An SMTP server that replies according to a script: the mail catcher accepts everything. */
public final class ScriptedSmtpServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Script script;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> recipients = new CopyOnWriteArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();

    private ScriptedSmtpServer(ServerSocket socket, Script script) {
        this.socket = socket;
        this.script = script;
    }

    /** @param script the reply to a recipient's address; an empty reply disconnects */
    static ScriptedSmtpServer answering(UnaryOperator<String> script) {
        return scripted((step, recipient) -> {
            if (step != Step.RECIPIENT) {
                return Reply.OK;
            }
            String answer = script.apply(recipient);
            return answer.isEmpty() ? Reply.DISCONNECT : Reply.of(answer);
        });
    }

    public static ScriptedSmtpServer scripted(Script script) {
        try {
            ScriptedSmtpServer server =
                    new ScriptedSmtpServer(new ServerSocket(0, 50, InetAddress.getByName("localhost")), script);
            Thread.ofVirtual().start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The recipient of each RCPT command. */
    public List<String> recipients() {
        return recipients;
    }

    /** The recipient of each mail whose end of data was answered with 250, or not at all. */
    public List<String> accepted() {
        return accepted;
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> converse(client));
            } catch (IOException hasClosed) {
                return;
            }
        }
    }

    private void converse(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                OutputStream out = client.getOutputStream()) {
            String recipient = "";
            boolean goesOn = reply(out, Step.GREETING, script.reply(Step.GREETING, recipient));
            while (goesOn) {
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                Step step = Step.of(line);
                if (step == Step.RECIPIENT) {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    recipients.add(recipient);
                }
                goesOn = reply(out, step, script.reply(step, recipient));
                if (step == Step.DATA && goesOn) {
                    goesOn = acceptData(in, out, recipient);
                }
            }
        } catch (IOException goneClient) {
            // The next client is served.
        }
    }

    private boolean acceptData(BufferedReader in, OutputStream out, String recipient) throws IOException {
        for (String data = in.readLine(); !".".equals(data); data = in.readLine()) {
            if (data == null) {
                return false;
            }
        }
        Reply reply = script.reply(Step.END_OF_DATA, recipient);
        if (reply.text().isEmpty() || reply.text().startsWith("2")) {
            accepted.add(recipient);
        }
        return reply(out, Step.END_OF_DATA, reply);
    }

    /** False if the conversation is over. */
    private boolean reply(OutputStream out, Step step, Reply reply) throws IOException {
        if (reply.drips()) {
            while (!closedWithin(reply.after())) {
                write(out, step.usual.substring(0, 1));
            }
        }
        if (closedWithin(reply.after()) || reply.text().isEmpty()) {
            return false;
        }
        write(out, (reply == Reply.OK ? step.usual : reply.text()) + "\r\n");
        return true;
    }

    private boolean closedWithin(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    /** The replies of the server. */
    @FunctionalInterface
    public interface Script {

        /** Asked at each step. */
        Reply reply(Step step, String recipient);
    }

    /** The steps of a conversation. */
    public enum Step {
        GREETING("220 scripted"),
        HELLO("250 scripted"),
        SENDER("250 ok"),
        RECIPIENT("250 ok"),
        DATA("354 go ahead"),
        END_OF_DATA("250 taken"),
        QUIT("221 bye"),
        OTHER("250 ok");

        private final String usual;

        Step(String usual) {
            this.usual = usual;
        }

        static Step of(String line) {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO") || command.startsWith("HELO")) {
                return HELLO;
            }
            if (command.startsWith("MAIL FROM:")) {
                return SENDER;
            }
            if (command.startsWith("RCPT TO:")) {
                return RECIPIENT;
            }
            return switch (command) {
                case "DATA" -> DATA;
                case "QUIT" -> QUIT;
                default -> OTHER;
            };
        }
    }

    /**
     * A reply.
     *
     * @param text empty = disconnect
     * @param after the delay
     * @param drips whether single characters are sent without end
     */
    public record Reply(String text, Duration after, boolean drips) {

        /** The usual reply of the step. */
        public static final Reply OK = of("250 ok");

        public static final Reply DISCONNECT = of("");
        public static final Reply NEVER = of("").after(Duration.ofDays(1));
        public static final Reply DRIP = new Reply("", Duration.ofMillis(50), true);

        public static Reply of(String text) {
            return new Reply(text, Duration.ZERO, false);
        }

        public Reply after(Duration pause) {
            return new Reply(text, pause, drips);
        }
    }
}
