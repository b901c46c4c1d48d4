package io.usher.api.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.commands.AnsweringWorker;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.MemberId;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A person leaves an organization on their own page. */
class LeavingIT extends MembersScenario {

    private final NewAccount person = NewAccount.on(api);
    private final String leave = "/me/memberships/" + organization + "/leave";

    private AnsweringWorker worker(Function<MemberRemovalRequested, Event> answer) {
        return new AnsweringWorker(
                Topic.MEMBERS_REQUESTED,
                organization,
                event -> event instanceof MemberRemovalRequested removal
                        ? Optional.of(answer.apply(removal))
                        : Optional.empty());
    }

    private Event left(MemberRemovalRequested removal) {
        rows.end(organization, removal.address());
        return new MemberLeft(
                MemberId.of(organization, removal.address()),
                organization,
                removal.address(),
                MemberLeft.REMOVED,
                removal.command(),
                Instant.now());
    }

    @Test
    void thePageNamesTheOrganizationAndWhatOneHasThereUntilOneHasLeft() {
        rows.add(organization, person.address(), role("admin"), team("Finalists"));
        assertThat(person.browser().get("/me").text())
                .contains("Members ", "<dd>admin</dd>", "<dd>Finalists</dd>", leave);

        try (AnsweringWorker worker = worker(this::left)) {
            assertThat(person.browser().post(leave).location()).isEqualTo("/me");
            assertThat(worker.commands(MemberRemovalRequested.class))
                    .singleElement()
                    .satisfies(command -> {
                        assertThat(command.address()).isEqualTo(person.address());
                        assertThat(command.callerPermissions()).as("one's own").isNull();
                    });
        }

        assertThat(person.browser().get("/me").text()).doesNotContain(leave, "??");
    }

    @Test
    void theLastAdminStaysAndALateAnswerIsSaid() {
        rows.add(organization, person.address(), role("admin"));
        try (AnsweringWorker worker = worker(removal -> new MemberChangeRefused(
                removal.command(), organization, removal.address(), MemberChangeRefused.LAST_ADMIN, Instant.now()))) {
            Page refused = person.browser().post(leave);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text())
                    .contains("You are the last administrator")
                    .doesNotContain("??");
            assertThat(worker.commands(MemberRemovalRequested.class)).hasSize(1);
        }

        assertThat(person.browser().post(leave).status()).isEqualTo(202);
    }

    @Test
    void nobodyLeavesForOthersOrFromWhereTheyAreNot() {
        rows.add(organization, ADA, role("learner"));
        try (AnsweringWorker worker = worker(this::left)) {
            assertThat(person.browser().post(leave).location()).isEqualTo("/me");
            assertThat(new TestBrowser(api).post(leave).status()).isIn(303, 401);
            assertThat(person.browser().get("/me").text()).doesNotContain(leave);
            assertThat(worker.commands(MemberRemovalRequested.class)).isEmpty();
        }
    }
}
