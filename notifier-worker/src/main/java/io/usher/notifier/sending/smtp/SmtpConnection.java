package io.usher.notifier.sending.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/**
 * One connection to the SMTP server. All methods block but {@link #abort}, which any thread may call at any moment: the
 * timeouts of Jakarta Mail bound each read, not a conversation.
 */
final class SmtpConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);
    private static final String DEFAULT_PROTOCOL = "smtp";

    /** A dead peer is detected after a minute and a half: first probe after 30 s, then four more at intervals of 15 s. */
    private static final Map<SocketOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 15,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 4);

    private final JavaMailSenderImpl server;
    private final TrackedSockets sockets = new TrackedSockets();
    private final WaitingTransport transport;

    SmtpConnection(JavaMailSenderImpl server) {
        this.server = server;
        String protocol = server.getProtocol() == null ? DEFAULT_PROTOCOL : server.getProtocol();
        Properties settings = new Properties();
        settings.putAll(server.getSession().getProperties());
        settings.put("mail." + protocol + ".socketFactory", sockets);
        // A socket from another factory could not be aborted.
        settings.put("mail." + protocol + ".socketFactory.fallback", "false");
        transport = new WaitingTransport(Session.getInstance(settings), protocol);
    }

    void open() throws MessagingException {
        transport.connect(server.getHost(), server.getPort(), server.getUsername(), server.getPassword());
    }

    /** Whether the server replies on it; waits for the reply. */
    boolean answers() {
        return transport.isConnected();
    }

    /** Whether the server accepts addresses that are not in ASCII. */
    boolean acceptsUnicodeAddresses() {
        return transport.supportsExtension("SMTPUTF8");
    }

    /**
     * Returns when the server has accepted the message. Waits for its reply to the end of the message until the connection is
     * {@link #abort}.
     *
     * @param handedOver called when the whole message was written
     */
    void send(MimeMessage message, Runnable handedOver) throws MessagingException {
        transport.handedOver = handedOver;
        transport.sendMessage(message, message.getAllRecipients());
    }

    /** All reads and writes fail from now on, including those in progress. */
    void abort() {
        sockets.abort();
    }

    void close() {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("SMTP connection not closed in order (it is closed nevertheless)", e);
        }
    }

    /** The timeout for replies does not apply to the end of a message, which servers may take minutes to store. */
    private final class WaitingTransport extends SMTPTransport {

        private Runnable handedOver = () -> {};

        WaitingTransport(Session session, String protocol) {
            super(session, new URLName(protocol, null, -1, null, null, null), protocol, protocol.equals("smtps"));
        }

        @Override
        protected void finishData() throws IOException, MessagingException {
            handedOver.run();
            Map<Socket, Integer> timeouts = sockets.withoutTimeout();
            try {
                super.finishData();
            } finally {
                sockets.withTimeout(timeouts);
            }
        }
    }

    /** TLS connections are layered on these sockets: closing them ends those, too. */
    private static final class TrackedSockets extends SocketFactory {

        private final Set<Socket> opened = ConcurrentHashMap.newKeySet();
        private volatile boolean aborted;

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            // Detects a dead server while a reply is awaited without a timeout.
            socket.setKeepAlive(true);
            for (var option : KEEP_ALIVE.entrySet()) {
                if (socket.supportedOptions().contains(option.getKey())) {
                    socket.setOption(option.getKey(), option.getValue());
                }
            }
            opened.add(socket);
            if (aborted) {
                socket.close();
            }
            return socket;
        }

        void abort() {
            aborted = true;
            for (Socket socket : opened) {
                try {
                    socket.close();
                } catch (IOException e) {
                    LOG.debug("SMTP socket not closed in order (it is closed nevertheless)", e);
                }
            }
        }

        /** Disables the read timeouts. Returns the previous ones. */
        Map<Socket, Integer> withoutTimeout() throws SocketException {
            Map<Socket, Integer> before = new HashMap<>();
            for (Socket socket : open()) {
                before.put(socket, socket.getSoTimeout());
                socket.setSoTimeout(0);
            }
            return before;
        }

        /** A socket that was aborted in the meantime needs none. */
        void withTimeout(Map<Socket, Integer> timeouts) {
            for (Socket socket : open()) {
                try {
                    socket.setSoTimeout(timeouts.getOrDefault(socket, 0));
                } catch (SocketException e) {
                    LOG.debug("SMTP socket aborted (the reply that was read still counts)", e);
                }
            }
        }

        private List<Socket> open() {
            return opened.stream().filter(socket -> !socket.isClosed()).toList();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw connectsLater();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw connectsLater();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw connectsLater();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw connectsLater();
        }

        private static UncheckedIOException connectsLater() {
            return new UncheckedIOException(new IOException("socket: connected (expected to be connected later)"));
        }
    }
}
