package io.usher.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The text that a person reads when everything runs: where each part is and how to call it. */
record Announcement(
        Settings settings,
        DataFolder folder,
        SigningIn signingIn,
        StoredDatabase database,
        Map<Program, Integer> httpPorts) {

    /** The last line reports that Usher is ready. Contains the first password and the first key if they have not been shown yet. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(places());
        lines.add("");
        lines.addAll(signingIn.lines());
        lines.add("");
        lines.add("Usher is ready at " + settings.publicUrl());
        return lines;
    }

    private List<String> places() {
        return List.of(
                place("API", settings.publicUrl() + "/api/v1"),
                place("API, described", settings.publicUrl() + "/docs"),
                place("API, health", health(Program.API)),
                place(
                        "Mail catcher",
                        "http://localhost:%d, takes mail at localhost:%d"
                                .formatted(settings.port(ListeningPort.MAIL), settings.port(ListeningPort.SMTP))),
                place("Kafka", "localhost:" + settings.port(ListeningPort.KAFKA)),
                place(
                        "PostgreSQL",
                        "%s, user %s, password in %s"
                                .formatted(database.jdbcUrl(), database.owner(), database.passwordFile())),
                place("Acceptance worker", health(Program.ACCEPTANCE_WORKER)),
                place("Notifier worker", health(Program.NOTIFIER_WORKER)),
                place("Data", folder.path().toString()),
                place("Log", folder.log().toString()));
    }

    private String health(Program program) {
        return "http://localhost:%d/actuator/health".formatted(httpPorts.get(program));
    }

    private static String place(String what, String where) {
        return "  %-18s %s".formatted(what, where);
    }
}
