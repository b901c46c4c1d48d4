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
 * One connection to the SMTP server. All methods block but {@link #cut}, which any thread may call at any moment: the
 * timeouts of Jakarta Mail bound each read, not a conversation.
 */
final class SmtpConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnection.class);
    private static final String DEFAULT_PROTOCOL = "smtp";

    /** Gone after a minute and a half: asked after half a minute, then each quarter, four times. */
    private static final Map<SocketOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 15,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 4);

    private final JavaMailSenderImpl server;
    private final CutOffSockets sockets = new CutOffSockets();
    private final WaitingTransport transport;

    SmtpConnection(JavaMailSenderImpl server) {
        this.server = server;
        String protocol = server.getProtocol() == null ? DEFAULT_PROTOCOL : server.getProtocol();
        Properties settings = new Properties();
        settings.putAll(server.getSession().getProperties());
        settings.put("mail." + protocol + ".socketFactory", sockets);
        // A socket from elsewhere could not be cut off.
        settings.put("mail." + protocol + ".socketFactory.fallback", "false");
        transport = new WaitingTransport(Session.getInstance(settings), protocol);
    }

    void open() throws MessagingException {
        transport.connect(server.getHost(), server.getPort(), server.getUsername(), server.getPassword());
    }

    /** Asks the server. */
    boolean answers() {
        return transport.isConnected();
    }

    /** Whether the server takes addresses that are not in ASCII. */
    boolean takesUnicodeAddresses() {
        return transport.supportsExtension("SMTPUTF8");
    }

    /**
     * Returns when the server has taken the message. Its reply to the end of the message is waited for until the connection
     * is {@link #cut}.
     *
     * @param handedOver called when all of the message is on its way
     */
    void send(MimeMessage message, Runnable handedOver) throws MessagingException {
        transport.handedOver = handedOver;
        transport.sendMessage(message, message.getAllRecipients());
    }

    /** Whoever reads or writes fails at once, and so does whoever goes on. */
    void cut() {
        sockets.cut();
    }

    void close() {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.debug("SMTP connection not closed in order, it is gone all the same", e);
        }
    }

    /** The timeout for replies is not that for the end of a message, which servers may take minutes to store. */
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

    /** TLS is spoken over these sockets too: who closes them ends it. */
    private static final class CutOffSockets extends SocketFactory {

        private final Set<Socket> opened = ConcurrentHashMap.newKeySet();
        private volatile boolean cut;

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
            // A server that vanished is noticed while its reply is waited for without a timeout.
            socket.setKeepAlive(true);
            for (var option : KEEP_ALIVE.entrySet()) {
                if (socket.supportedOptions().contains(option.getKey())) {
                    socket.setOption(option.getKey(), option.getValue());
                }
            }
            opened.add(socket);
            if (cut) {
                socket.close();
            }
            return socket;
        }

        void cut() {
            cut = true;
            for (Socket socket : opened) {
                try {
                    socket.close();
                } catch (IOException e) {
                    LOG.debug("SMTP socket not closed in order, it is gone all the same", e);
                }
            }
        }

        /** Replies are waited for without end. Returns how long they were before. */
        Map<Socket, Integer> withoutTimeout() throws SocketException {
            Map<Socket, Integer> before = new HashMap<>();
            for (Socket socket : open()) {
                before.put(socket, socket.getSoTimeout());
                socket.setSoTimeout(0);
            }
            return before;
        }

        /** A socket that is cut off meanwhile needs none. */
        void withTimeout(Map<Socket, Integer> timeouts) {
            for (Socket socket : open()) {
                try {
                    socket.setSoTimeout(timeouts.getOrDefault(socket, 0));
                } catch (SocketException e) {
                    LOG.debug("SMTP socket cut off, what it said counts all the same", e);
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
