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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** An SMTP server that answers each recipient as a script says: the mail catcher takes everything. */
final class ScriptedSmtpServer implements AutoCloseable {

    private final ServerSocket socket;
    private final UnaryOperator<String> script;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();

    private ScriptedSmtpServer(ServerSocket socket, UnaryOperator<String> script) {
        this.socket = socket;
        this.script = script;
    }

    /** @param script the reply to a recipient's address; a reply of nothing hangs up */
    static ScriptedSmtpServer answering(UnaryOperator<String> script) {
        try {
            ScriptedSmtpServer server =
                    new ScriptedSmtpServer(new ServerSocket(0, 50, InetAddress.getByName("localhost")), script);
            Thread.ofVirtual().start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Every recipient that was named, as often as it was. */
    List<String> asked() {
        return asked;
    }

    /** The recipient of each mail that was taken. */
    List<String> taken() {
        return taken;
    }

    @Override
    public void close() {
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
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void converse(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                OutputStream out = client.getOutputStream()) {
            reply(out, "220 scripted");
            String recipient = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("RCPT TO:")) {
                    recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    asked.add(recipient);
                    String answer = script.apply(recipient);
                    if (answer.isEmpty()) {
                        return;
                    }
                    reply(out, answer);
                } else if (command.equals("DATA")) {
                    reply(out, "354 go ahead");
                    for (String data = in.readLine(); data != null && !data.equals("."); data = in.readLine()) {}
                    taken.add(recipient);
                    reply(out, "250 taken");
                } else {
                    reply(out, command.equals("QUIT") ? "221 bye" : "250 ok");
                }
            }
        } catch (IOException goneClient) {
            // As servers do: the next client is served.
        }
    }

    private static void reply(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(UTF_8));
        out.flush();
    }
}
