package io.usher.benchmarks;

import io.usher.contract.id.InvitationId;
import io.usher.embedded.Ports;
import io.usher.testing.OwnProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Measures {@code coldSpike}: a fresh {@code deploy/up} is asked for seats from the moment that it says that it is ready,
 * as fast as it answers. An organization and an invitation have to be made first, which belongs to the first seconds.
 */
final class ColdSpike {

    private static final String READY = "Usher is ready";
    private static final int ACCEPTED = 202;

    private ColdSpike() {}

    static Measured measure(Path checkout, Path folder, Sizes sizes, Progress progress) {
        int httpPort = Ports.free();
        progress.say("a fresh deploy/up starts");
        try (OwnProcess usher = OwnProcess.launch(
                "up",
                List.of(checkout.resolve("deploy/up").toString()),
                environment(folder.resolve("up"), httpPort, sizes),
                folder)) {
            String unused = usher.awaitLine(READY);
            long ready = System.nanoTime();
            InvitationId invitation = invitation(httpPort);
            try (HttpLoad load = new HttpLoad(httpPort, HttpFigures.CONNECTIONS)) {
                double cold = sizes.cold().toNanos() / 1e9;
                Duration left = sizes.cold().minusNanos(System.nanoTime() - ready);
                HttpAnswers spike = answered(load, invitation, "cold", left);
                double first = spike.count(ACCEPTED) / cold;
                progress.say(
                        "coldSpike: %s/s in the first %.0f s; answers by status: %s",
                        Report.number(first), cold, spike.statuses());
                HttpAnswers warming = answered(load, invitation, "warming", sizes.warming());
                HttpAnswers warm = answered(load, invitation, "warm", sizes.cold());
                double steady = warm.perSecond(ACCEPTED);
                progress.say(
                        "coldSpike: %s/s while warming up, then %s/s; answers by status: %s",
                        Report.number(warming.perSecond(ACCEPTED)), Report.number(steady), warm.statuses());
                return Measured.once("coldSpike", "", first / steady);
            }
        }
    }

    private static Map<String, String> environment(Path data, int httpPort, Sizes sizes) {
        return Map.of(
                "USHER_REHEARSE", sizes.rehearsed() ? "yes" : "no",
                "USHER_JAVA_OPTIONS", String.join(" ", sizes.javaOptions()),
                "USHER_DATA", data.toString(),
                "USHER_ADMIN_TOKEN", Programs.TOKEN,
                "USHER_HTTP_PORT", Integer.toString(httpPort),
                "USHER_KAFKA_PORT", Integer.toString(Ports.free()),
                "USHER_POSTGRES_PORT", Integer.toString(Ports.free()),
                "USHER_SMTP_PORT", Integer.toString(Ports.free()),
                "USHER_MAIL_PORT", Integer.toString(Ports.free()));
    }

    private static HttpAnswers answered(HttpLoad load, InvitationId invitation, String run, Duration duration) {
        return load.run(Arrivals.asFastAsAnswered(duration), System.nanoTime(), SeatRequests.of(invitation, run));
    }

    private static InvitationId invitation(int httpPort) {
        try (ApiCalls api = new ApiCalls(httpPort)) {
            String organization = api.post("/organizations", "{\"name\": \"Cold\", \"slug\": \"cold\"}")
                    .path("id")
                    .asString();
            return new InvitationId(UUID.fromString(api.post(
                            "/organizations/%s/invitations".formatted(organization),
                            "{\"name\": \"Spike\", \"roles\": [\"learner\"]}")
                    .path("id")
                    .asString()));
        }
    }
}
