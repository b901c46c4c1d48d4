package io.usher.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/**
 * Keycloak with one realm and nothing stored: in a container if {@link TestServers} run in containers, otherwise a process
 * of the distribution that the build has unpacked.
 */
public final class Keycloak implements AutoCloseable {

    private static final String IMAGE = "quay.io/keycloak/keycloak:26.7.3";
    private static final Duration READY_WITHIN = Duration.ofMinutes(8);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final Set<Integer> REFUSED = Set.of(400, 401);

    /** One tier and a small heap: it lives for some sign-ins. */
    private static final Map<String, String> MODEST = Map.of(
            "JAVA_OPTS",
            "-Xms64m -Xmx256m -XX:MaxMetaspaceSize=256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String issuer;
    private final CompletableFuture<AutoCloseable> server;

    private Keycloak(String issuer, CompletableFuture<AutoCloseable> server) {
        this.issuer = issuer;
        this.server = server;
    }

    /** The issuer of a realm on a port of this machine. */
    public static String issuer(int port, String realm) {
        return "http://localhost:%d/realms/%s".formatted(port, realm);
    }

    /**
     * Launches it and returns at once.
     *
     * @param realm its name
     * @param json the realm, as Keycloak exports it
     */
    public static Keycloak launch(int port, String realm, String json) {
        return new Keycloak(
                issuer(port, realm),
                CompletableFuture.supplyAsync(
                        () -> TestServers.inContainers() ? contained(port, json) : own(port, json)));
    }

    private static List<String> arguments(int port) {
        return List.of("start-dev", "--db=dev-mem", "--import-realm", "--http-port=" + port);
    }

    private static GenericContainer<?> contained(int port, String json) {
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withEnv(MODEST)
                .withCopyToContainer(Transferable.of(json), "/opt/keycloak/data/import/realm.json")
                .withCommand(arguments(port).toArray(String[]::new));
        container.setPortBindings(List.of(port + ":" + port));
        container.start();
        return container;
    }

    private static OwnProcess own(int port, String json) {
        Path home = distribution();
        try {
            Files.writeString(
                    Files.createDirectories(home.resolve("data/import")).resolve("realm.json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/kc.sh").toString()));
        command.addAll(arguments(port));
        Map<String, String> environment = new HashMap<>(MODEST);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return OwnProcess.launch("keycloak", command, environment);
    }

    private static Path distribution() {
        Path folder = Checkout.target().resolve("keycloak");
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder, "keycloak-*")) {
            return homes.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException("no Keycloak (Maven unpacks it before integration tests)", e);
        }
    }

    /**
     * Returns when it answers, also to those who finish a sign-in: its first answers take long.
     *
     * @throws IllegalStateException if it does not within eight minutes
     */
    public void awaitReady() {
        AutoCloseable launched = server.join();
        boolean ready = Waiting.until(READY_WITHIN, POLL_INTERVAL, () -> answers() || hasEnded(launched));
        if (!ready || hasEnded(launched)) {
            throw new IllegalStateException("Keycloak: not ready"
                    + (launched instanceof OwnProcess process ? " " + process.output() + process.errors() : ""));
        }
    }

    private static boolean hasEnded(AutoCloseable server) {
        return server instanceof OwnProcess process && !process.isAlive();
    }

    private boolean answers() {
        return status(request("/.well-known/openid-configuration")) == 200
                && status(request("/protocol/openid-connect/certs")) == 200
                && REFUSED.contains(status(request("/protocol/openid-connect/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=authorization_code&client_id=nobody"))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(issuer + path)).timeout(Duration.ofSeconds(10));
    }

    /** 0 if there is no answer. */
    private static int status(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.join().close();
        } catch (Exception e) {
            throw new IllegalStateException("Keycloak may still run", e);
        }
    }
}
