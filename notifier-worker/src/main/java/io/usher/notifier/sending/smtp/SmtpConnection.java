package io.usher.notifier.sending.smtp;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
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

    private final JavaMailSenderImpl server;
    private final CutOffSockets sockets = new CutOffSockets();
    private final SMTPTransport transport;

    SmtpConnection(JavaMailSenderImpl server) throws MessagingException {
        this.server = server;
        String protocol = server.getProtocol() == null ? DEFAULT_PROTOCOL : server.getProtocol();
        Properties settings = new Properties();
        settings.putAll(server.getSession().getProperties());
        settings.put("mail." + protocol + ".socketFactory", sockets);
        // A socket from elsewhere could not be cut off.
        settings.put("mail." + protocol + ".socketFactory.fallback", "false");
        transport = (SMTPTransport) Session.getInstance(settings).getTransport(protocol);
    }

    void open() throws MessagingException {
        transport.connect(server.getHost(), server.getPort(), server.getUsername(), server.getPassword());
    }

    /** Asks the server. */
    boolean answers() {
        return transport.isConnected();
    }

    SMTPTransport transport() {
        return transport;
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

    /** TLS is spoken over these sockets too: who closes them ends it. */
    private static final class CutOffSockets extends SocketFactory {

        private final Set<Socket> opened = ConcurrentHashMap.newKeySet();
        private volatile boolean cut;

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new Socket();
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
