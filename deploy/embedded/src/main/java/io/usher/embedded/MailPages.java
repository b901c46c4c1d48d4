package io.usher.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Serves the caught mails on the loopback address, as a page and as JSON. */
final class MailPages implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MailPages.class);
    private static final int LISTED_ON_PAGE = 200;
    private static final String MAIL = "/messages/";
    private static final String API = "/api/messages";

    private final CaughtMails mails;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final JsonMapper json = new JsonMapper();

    private MailPages(CaughtMails mails, HttpServer server) {
        this.mails = mails;
        this.server = server;
    }

    static MailPages serve(CaughtMails mails, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        MailPages pages = new MailPages(mails, server);
        server.setExecutor(pages.threads);
        server.createContext("/", pages::answer);
        server.start();
        return pages;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answerTo(exchange).sendOver(exchange);
            } catch (RuntimeException e) {
                LOG.error("{} is answered 500", exchange.getRequestURI().getPath(), e);
                Answer.text(500, "It failed; the log says why").sendOver(exchange);
            }
        }
    }

    private Answer answerTo(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        Map<String, String> query = queryOf(exchange);
        if (path.equals(API) && method.equals("DELETE")) {
            mails.delete(asked(query));
            return Answer.nothing();
        }
        if (!method.equals("GET")) {
            return Answer.text(405, "GET, or DELETE on " + API);
        }
        if (path.equals(API)) {
            return listed(query);
        }
        if (path.equals("/")) {
            return Answer.html(MailHtml.list(mails.newest(LISTED_ON_PAGE, asked(query)), mails.count(), query));
        }
        if (path.startsWith(MAIL)) {
            return mails.withId(path.substring(MAIL.length()))
                    .map(mail -> Answer.html(MailHtml.one(mail)))
                    .orElseGet(() -> Answer.text(404, "No such mail"));
        }
        return Answer.text(404, "No such page");
    }

    private Answer listed(Map<String, String> query) {
        String limit = query.getOrDefault("limit", Integer.toString(MailCatcher.KEPT));
        int atMost = limit.matches("[0-9]{1,5}") ? Integer.parseInt(limit) : 0;
        return atMost < 1 || atMost > MailCatcher.KEPT
                ? Answer.text(400, "limit: expected a number from 1 to " + MailCatcher.KEPT)
                : Answer.json(json.writeValueAsBytes(mails.newest(atMost, asked(query))));
    }

    private static Map<String, String> queryOf(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return Stream.of(query == null ? new String[0] : query.split("&", -1))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parameter -> decoded(parameter[0]),
                        parameter -> parameter.length == 1 ? "" : decoded(parameter[1]),
                        (first, repeated) -> first));
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** Both conditions ignore case. Every mail meets a missing or empty one. */
    private static Predicate<StoredMail> asked(Map<String, String> query) {
        String to = query.getOrDefault("to", "").toLowerCase(Locale.ROOT);
        String subject = query.getOrDefault("subject", "").toLowerCase(Locale.ROOT);
        return mail -> mail.subject().toLowerCase(Locale.ROOT).contains(subject)
                && (to.isEmpty()
                        || mail.to().stream()
                                .anyMatch(address ->
                                        address.toLowerCase(Locale.ROOT).contains(to)));
    }

    private record Answer(int status, String contentType, byte[] body) {

        static Answer html(String page) {
            return new Answer(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
        }

        static Answer json(byte[] body) {
            return new Answer(200, "application/json", body);
        }

        static Answer text(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
        }

        static Answer nothing() {
            return new Answer(204, "text/plain; charset=utf-8", new byte[0]);
        }

        void sendOver(HttpExchange exchange) throws IOException {
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", contentType);
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            // Mails are untrusted: nothing in them is executed or fetched.
            headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
