package io.usher.api.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.testing.OwnProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpCookie;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;

/** A real Keycloak, of its distribution, with a realm in memory. */
final class Keycloak implements AutoCloseable {

    static final String PASSWORD = "a password there";
    static final String SECRET = "secret-of-the-client";

    private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);
    private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final OwnProcess process;
    private final String realm;

    /** @param people by their user names, with their addresses; one that begins with {@code unverified} is not verified */
    static Keycloak start(Path zip, Path folder, Map<String, String> people) throws IOException {
        unpack(zip, folder);
        Path home;
        try (var found = Files.list(folder)) {
            home = found.findFirst().orElseThrow();
        }
        Path imported = Files.createDirectories(home.resolve("data/import"));
        Files.writeString(imported.resolve("usher-realm.json"), realm(people));
        return new Keycloak(home, freePort());
    }

    private Keycloak(Path home, int port) {
        this.realm = "http://localhost:" + port + "/realms/usher";
        this.process = OwnProcess.launch(
                "keycloak",
                List.of(
                        "sh",
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--import-realm",
                        "--http-host=localhost",
                        "--http-port=" + port),
                Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS_KC_HEAP", "-Xmx512m"));
        Awaitility.await()
                .atMost(STARTS_WITHIN)
                .pollInterval(Duration.ofMillis(500))
                .until(this::answers);
    }

    private boolean answers() throws InterruptedException {
        try {
            URI metadata = URI.create(realm + "/.well-known/openid-configuration");
            return http.send(HttpRequest.newBuilder(metadata).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void unpack(Path zip, Path folder) throws IOException {
        try (InputStream file = Files.newInputStream(zip);
                ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path path = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    long unused = Files.copy(entries, path);
                }
            }
        }
    }

    private static String realm(Map<String, String> people) {
        List<String> users = people.entrySet().stream()
                .map(person -> """
                        {"username": "%s", "email": "%s", "emailVerified": %s, "enabled": true,
                         "firstName": "Ada", "lastName": "Lovelace",
                         "credentials": [{"type": "password", "value": "%s"}]}""".formatted(
                        person.getKey(), person.getValue(), !person.getKey().startsWith("unverified"), PASSWORD))
                .toList();
        return """
                {"realm": "usher", "enabled": true, "sslRequired": "none",
                 "clients": [{"clientId": "usher", "secret": "%s", "standardFlowEnabled": true,
                              "redirectUris": ["http://localhost:8080/*"]}],
                 "users": [%s]}""".formatted(SECRET, String.join(",", users));
    }

    String issuer() {
        return realm;
    }

    /** Fills in the form there; returns where the browser is sent back to, as a path. */
    String signIn(String location, String user) throws IOException, InterruptedException {
        Map<String, String> cookies = new TreeMap<>();
        HttpResponse<String> form = send(HttpRequest.newBuilder(URI.create(location)), cookies);
        Matcher action = FORM.matcher(form.body());
        if (!action.find()) {
            throw new AssertionError("no form: " + form.statusCode() + " " + form.body());
        }
        String fields = "username=" + user + "&password=" + URLEncoder.encode(PASSWORD, UTF_8) + "&credentialId=";
        HttpResponse<String> sent = send(
                HttpRequest.newBuilder(URI.create(action.group(1).replace("&amp;", "&")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(fields)),
                cookies);
        URI back = URI.create(sent.headers().firstValue("Location").orElseThrow(() -> new AssertionError(sent.body())));
        return back.getRawPath() + "?" + back.getRawQuery();
    }

    int get(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)), new TreeMap<>()).statusCode();
    }

    private HttpResponse<String> send(HttpRequest.Builder request, Map<String, String> cookies)
            throws IOException, InterruptedException {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    String.join(
                            "; ",
                            cookies.entrySet().stream()
                                    .map(one -> one.getKey() + "=" + one.getValue())
                                    .toList()));
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        for (String header : answer.headers().allValues("Set-Cookie")) {
            HttpCookie.parse(header).forEach(cookie -> cookies.put(cookie.getName(), cookie.getValue()));
        }
        return answer;
    }

    @Override
    public void close() {
        int unused = process.kill();
    }
}
