package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two people press at the same moment, and there is one seat. */
class LastSeatIT extends BrowserScenario {

    private static final Duration DECIDED_WITHIN = Duration.ofSeconds(30);

    @Test
    void oneIsInAndTheOtherIsToldThatEverySeatIsTaken() {
        Rivals rivals = rivals("\"quota\": 1", text("outcome.accepted"), text("refused.quota-full"));

        rivals.second().picture("every-seat-taken").isAccessible();
    }

    @Test
    void whoWaitsIsToldTheirPlaceAndIsInOnceThereIsAnotherSeat() {
        Rivals rivals =
                rivals("\"quota\": 1, \"waitlist\": true", text("outcome.accepted"), text("outcome.waitlisted"));
        Visitor waiting = rivals.second().sees(text("outcome.position", 1));
        waiting.picture("waiting").isAccessible();
        long loads = waiting.loads();

        Visitor root = administrator()
                .open("/console/%s/invitations/%s/edit".formatted(rivals.organization(), id(rivals.invitation())));
        root.page().locator("#quota").fill("2");
        root.submit("/edit").sees(text("console.invitation.done.saved"));

        waiting.sees(text("outcome.accepted")).seesNo(text("outcome.waitlisted"));
        assertThat(waiting.loads()).as("without a reload").isEqualTo(loads);
    }

    /**
     * Both have asked.
     *
     * @param first who has read the first of the texts
     */
    private record Rivals(String organization, JsonNode invitation, Visitor first, Visitor second) {}

    /** @param texts each of which one of the two reads */
    private Rivals rivals(String properties, String... texts) {
        String organization = organization("Small house", 10);
        String one = address("ann");
        String other = address("ben");
        JsonNode invitation = invitation(
                organization,
                "\"name\": \"One seat\", \"emails\": [\"%s\", \"%s\"], %s".formatted(one, other, properties));
        List<Visitor> both =
                List.of(visitor().open(personalLink(invitation, one)), visitor().open(personalLink(invitation, other)));
        both.forEach(visitor -> visitor.page().locator("#password").fill(PASSWORD));
        both.forEach(visitor -> visitor.page().evaluate("() => document.getElementById('accept').click()"));

        await("both are told")
                .atMost(DECIDED_WITHIN)
                .until(() -> both.stream()
                        .allMatch(visitor -> List.of(texts).stream().anyMatch(visitor::reads)));
        List<Visitor> first =
                both.stream().filter(visitor -> visitor.reads(texts[0])).toList();
        assertThat(first).as("%s", texts[0]).hasSize(1);
        return new Rivals(
                organization,
                invitation,
                first.getFirst(),
                both.stream()
                        .filter(visitor -> !first.contains(visitor))
                        .findFirst()
                        .orElseThrow());
    }
}
