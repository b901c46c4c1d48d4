package io.usher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.usher.testing.Checkout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the README's tour word for word, except for the key, the ports and how long a busy machine has for a decision. */
@Execution(CONCURRENT)
class ReadmeIT {

    private static final Pattern BASH = Pattern.compile("```bash\\R(.*?)```", Pattern.DOTALL);

    @Test
    void theTourRunsAsWritten(@TempDir Path folder) throws IOException, InterruptedException {
        RunningUsher usher = RunningUsher.shared();
        Path script = Files.writeString(folder.resolve("tour.sh"), "set -euo pipefail\n" + tour(usher.place()));

        Process tour = new ProcessBuilder("bash", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(tour.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(tour.waitFor()).as(said).isZero();
        List<String> outcomes = Pattern.compile("\"email\":\"(\\w+)@example.org\",\"outcome\":\"(\\w+)\"")
                .matcher(said)
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .toList();
        assertThat(outcomes)
                .as(said)
                .contains(
                        "ada accepted", "grace accepted", "edsger waitlisted", "barbara waitlisted", "edsger accepted")
                .doesNotContain("barbara accepted");
        assertThat(said)
                .contains("quota-full")
                .contains("\"remaining\":2")
                .containsPattern("\"status\":\"disabled\".*\"accepted\":3,\"remaining\":0");
        assertThat(said)
                .contains(
                        "\"email\":\"katherine@example.org\",\"firstName\":\"Katherine\",\"lastName\":\"Johnson\",\"outcome\":\"new\"")
                .contains("\"email\":\"at all\",\"firstName\":\"No\",\"lastName\":\"Address\",\"outcome\":\"invalid\"");
        assertThat(said.lines()).contains("\"subject\":\"Welcome to Acme Academy\"");
        assertThat(said.lines())
                .as("one answer on a line")
                .noneMatch(line -> line.contains("}{") || line.contains("<html"));
        JsonNode mail = mailTo("grace@example.org", usher.place());
        assertThat(mail.path("subject").asString()).isEqualTo("Welcome to Acme Academy");
        assertThat(mail.path("text").asString()).contains("You are in: your seat in “Spring challenge” is confirmed");
    }

    private static JsonNode mailTo(String address, UsherPlace place) throws IOException {
        JsonNode mails = JsonMapper.shared()
                .readTree(
                        URI.create("http://localhost:" + place.port(ListeningPort.MAIL) + "/api/messages?to=" + address)
                                .toURL()
                                .openStream());
        assertThat(mails).hasSize(1);
        return mails.get(0);
    }

    private static String tour(UsherPlace place) throws IOException {
        String commands = BASH.matcher(Files.readString(Checkout.root().resolve("README.md")))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("```(bash)?", ""))
                .collect(Collectors.joining("\n"));
        assertThat(commands).contains("KEY=paste-the-key-here", "localhost:8080", "localhost:8025", "wait=5");
        return commands.replace("KEY=paste-the-key-here", "KEY=" + place.token())
                .replace("wait=5", "wait=30")
                .replace("localhost:8080", "localhost:" + place.port(ListeningPort.HTTP))
                .replace("localhost:8025", "localhost:" + place.port(ListeningPort.MAIL));
    }
}
