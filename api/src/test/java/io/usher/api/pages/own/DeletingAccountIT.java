package io.usher.api.pages.own;

import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.NewAccount;
import io.usher.api.commands.AnsweringWorker;
import io.usher.api.pages.PersonScenario;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.AcceptanceWithdrawalRequested;
import io.usher.contract.event.AccountEvent.AccountDeleted;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import io.usher.testing.TopicReader;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Deleting an account, and with it every membership and request. */
class DeletingAccountIT extends PersonScenario {

    @Test
    void whoDeletesTheirAccountLeavesEverythingAndIsGone() {
        rows.add(organization, person.address(), role("learner"));
        assertThat(person.browser()
                        .post("/me/delete", "email", "bob@example.com")
                        .status())
                .isEqualTo(422);
        TestBrowser second = new TestBrowser(api);
        second.post(mailedLink(second));
        person.browser().plant("usher-return", "asked");

        try (AnsweringWorker worker = new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, this::left)) {
            Page deleted = person.browser()
                    .post("/me/delete", "email", person.address().toUpperCase(Locale.ROOT));
            assertThat(deleted.location()).isEqualTo("/deleted");
            assertThat(person.browser().cookie("usher-return")).isNull();
            assertThat(worker.commands(MemberRemovalRequested.class))
                    .filteredOn(command -> command.address().equals(person.address()))
                    .hasSize(1);
        }

        assertThat(mailbox.count("account", person.address())).isZero();
        assertThat(mailbox.count("proof", person.address())).isZero();
        assertThat(second.get("/me").location()).isEqualTo("/sign-in");
        assertThat(person.browser().get("/deleted").text())
                .contains("Your account is deleted")
                .doesNotContain("??");
        assertThat(second.post("/sign-in", "email", person.address(), "password", PASSWORD)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void whoeverDeletesTheirAccountTwiceAtOnceIsSaidGoodbyeOnce() {
        rows.add(organization, person.address(), role("learner"));
        List<Page> answers;
        try (AnsweringWorker worker = new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, this::left)) {
            List<CompletableFuture<Page>> both = IntStream.range(0, 4)
                    .mapToObj(i -> person.browser().at(api))
                    .map(browser ->
                            CompletableFuture.supplyAsync(() -> browser.post("/me/delete", "email", person.address())))
                    .toList();
            answers = both.stream().map(CompletableFuture::join).toList();
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.status()).isIn(303, 401))
                .anySatisfy(answer -> assertThat(answer.location()).isEqualTo("/deleted"));
        assertThat(mailbox.count("account", person.address())).isZero();
        NewAccount later = NewAccount.on(api);
        later.browser().post("/me/delete", "email", later.address());
        await().atMost(LATER).until(() -> goodbyes(later) == 1);
        assertThat(goodbyes(person)).isOne();
    }

    private static long goodbyes(NewAccount account) {
        return TopicReader.all(TestServers.kafka().bootstrapServers(), Topic.ACCOUNTS.topicName()).stream()
                .map(EventCodec::decode)
                .filter(received -> received instanceof Readable readable
                        && readable.event() instanceof AccountDeleted deleted
                        && deleted.email().equalsIgnoreCase(account.address()))
                .count();
    }

    /** A hundred with each request. */
    @Test
    void whoWaitsInMorePlacesThanARequestLeavesGoesOnWithTheNextOne() {
        waitsEverywhere(130);

        try (AnsweringWorker worker = new AnsweringWorker(Topic.ACCEPTANCES_REQUESTED, organization, this::withdrawn)) {
            Page begun = person.browser().post("/me/delete", "email", person.address());
            assertThat(begun.status()).isEqualTo(202);
            assertThat(begun.text()).contains("Not everything is decided yet").doesNotContain("??");
            await().until(() -> withdrawals(worker).size() == 100);
            assertThat(mailbox.count("account", person.address())).isOne();

            Page deleted = person.browser().post("/me/delete", "email", person.address());
            assertThat(deleted.location()).isEqualTo("/deleted");
            assertThat(withdrawals(worker)).hasSize(130).doesNotHaveDuplicates();
        }
        assertThat(mailbox.count("account", person.address())).isZero();
    }

    private void waitsEverywhere(int places) {
        api.execute("""
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                    requested_at, decided_at, outcome, joined, log_offset)
                select gen_random_uuid(), ?::uuid, gen_random_uuid(), 1, 0, ?, now(), now(), 'waitlisted', false, 0
                from generate_series(1, ?::integer)""", organization.toString(), person.address(), Integer.toString(places));
    }

    private List<AcceptanceId> withdrawals(AnsweringWorker worker) {
        return worker.commands(AcceptanceWithdrawalRequested.class).stream()
                .map(AcceptanceWithdrawalRequested::acceptance)
                .toList();
    }

    private Optional<Event> withdrawn(Event event) {
        if (event instanceof AcceptanceWithdrawalRequested command) {
            api.execute(
                    "update onboarding.acceptance set outcome = 'withdrawn', slot = 1 where id = ?::uuid",
                    command.acceptance().toString());
            return Optional.of(new AcceptanceWithdrawn(
                    command.acceptance(),
                    command.invitation(),
                    command.organization(),
                    person.address(),
                    null,
                    null,
                    Instant.EPOCH,
                    Instant.now(),
                    command.command()));
        }
        return Optional.empty();
    }

    private Optional<Event> left(Event event) {
        if (event instanceof MemberRemovalRequested removal) {
            rows.end(organization, removal.address());
            return Optional.of(new MemberLeft(
                    MemberId.of(organization, removal.address()),
                    organization,
                    removal.address(),
                    MemberLeft.REMOVED,
                    removal.command(),
                    Instant.now()));
        }
        return Optional.empty();
    }

    @Test
    void theLastAdminKeepsTheirAccountAndIsToldWhere() {
        rows.add(organization, person.address(), role("admin"));
        OrganizationId member = new OrganizationId(
                UUID.fromString(api.organization("Other " + name).get("id").asString()));
        rows.add(member, person.address());

        try (AnsweringWorker worker = new AnsweringWorker(Topic.MEMBERS_REQUESTED, organization, this::left)) {
            Page refused = person.browser().post("/me/delete", "email", person.address());
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text())
                    .contains("Without you nobody could run", "<li>" + name + "</li>")
                    .doesNotContain("<li>Other", "action=\"/me/delete\"", "??");
            assertThat(worker.commands(MemberRemovalRequested.class))
                    .as("nothing is changed")
                    .isEmpty();
        }
        assertThat(mailbox.count("account", person.address())).isOne();

        rows.add(organization, "second-" + person.address(), role("admin"));
        assertThat(person.browser().get("/me/delete").text()).contains("action=\"/me/delete\"");
    }

    @Test
    void whatIsNotDecidedInTimeDeletesNothing() {
        rows.add(organization, person.address(), role("learner"));

        Page late = person.browser().post("/me/delete", "email", person.address());

        assertThat(late.status()).isEqualTo(202);
        assertThat(late.text()).contains("Not everything is decided yet").doesNotContain("??");
        assertThat(mailbox.count("account", person.address())).isOne();
    }
}
