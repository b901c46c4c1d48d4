package io.usher.standalone;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * Starts Usher, requests seats and stops it, so that the JVM can record the classes that it loads and the methods that
 * are worth compiling. {@code deploy/up} runs it once after a build, on free ports and an empty folder; later starts
 * take half the time.
 */
final class Rehearsal {

    private static final String TOKEN = "usher_a-key-for-a-rehearsal";
    private static final int CALLERS = 16;
    private static final int ACCEPTED = 202;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    private final String api;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONG_ENOUGH)
            .build();
    private final AtomicInteger people = new AtomicInteger();

    private Rehearsal(Settings settings) {
        this.api = settings.publicUrl() + "/api/v1";
    }

    /** @param arguments the folder for its data, and the number of requests */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            rehearse(Settings.from(environment(arguments[0])), Integer.parseInt(arguments[1]));
            status = 0;
        } catch (IOException | InterruptedException | ExecutionException | RuntimeException e) {
            LoggerFactory.getLogger(Rehearsal.class)
                    .error("The rehearsal failed; deploy/up starts without its result", e);
        }
        // Kafka leaves threads behind. The shutdown hook stops what has started.
        System.exit(status);
    }

    private static void rehearse(Settings settings, int asking)
            throws IOException, InterruptedException, ExecutionException {
        DataFolder folder = DataFolder.lock(settings.data(), "a rehearsal");
        Standalone.logTo(folder.log());
        Usher usher = new Usher(folder, settings, () -> {});
        Runtime.getRuntime().addShutdownHook(new Thread(usher::close, "stopping Usher"));
        Announcement unused = usher.start();
        new Rehearsal(settings).play(asking);
    }

    private static Map<String, String> environment(String folder) {
        Map<String, String> environment = new HashMap<>();
        environment.put("USHER_DATA", Path.of(folder).toString());
        environment.put("USHER_ADMIN_TOKEN", TOKEN);
        for (ListeningPort listening : ListeningPort.values()) {
            environment.put(listening.setting(), Integer.toString(Ports.free()));
        }
        return environment;
    }

    /** Follows the README's tour, with far more people. */
    private void play(int asking) throws IOException, InterruptedException, ExecutionException {
        expect(
                201,
                post(
                        "/organizations",
                        "{\"name\": \"Acme Academy\", \"slug\": \"acme\", \"plan\": {\"seats\": 1000000}}"));
        expect(201, post("/organizations/acme/teams", "{\"name\": \"Finalists\"}"));
        HttpResponse<String> invitation = expect(201, post("/organizations/acme/invitations", """
                        {"name": "Spring challenge", "quota": 1000000, "expiresAt": "2099-01-01T00:00:00Z",
                         "roles": ["learner"], "teams": ["Finalists"]}
                        """));
        String path = invitation.headers().firstValue("Location").orElseThrow();
        String acceptances = path.substring(path.indexOf("/invitations/")) + "/acceptances";
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                asked.add(callers.submit(asking(acceptances, asking)));
            }
            for (Future<Integer> one : asked) {
                one.get();
            }
        }
        expect(200, get(acceptances));
    }

    private Callable<Integer> asking(String acceptances, int asking) {
        return () -> {
            int asked = 0;
            for (int person = people.getAndIncrement(); person < asking; person = people.getAndIncrement()) {
                expect(ACCEPTED, post(acceptances, "{\"email\": \"person%d@example.org\"}".formatted(person)));
                asked++;
            }
            return asked;
        };
    }

    private HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api + path))
                .timeout(LONG_ENOUGH)
                .header("Authorization", "Bearer " + TOKEN);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    @CanIgnoreReturnValue
    private static HttpResponse<String> expect(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new IllegalStateException(
                    "%s: %d %s (expected %d)".formatted(answer.uri(), answer.statusCode(), answer.body(), status));
        }
        return answer;
    }
}
