package io.usher.api.pages.own;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.accounts.Mailbox;
import io.usher.api.accounts.NewAccount;
import io.usher.api.commands.AnsweringWorker;
import io.usher.api.members.MemberRows;
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
import io.usher.testing.ReusedConnections;
import io.usher.testing.TestServers;
import io.usher.testing.TopicReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of a person, as they see them without script. */
class OwnPagesIT {

    private static final String PASSWORD = "another violin canal";

    private final RunningApi api = RunningApi.shared();
    private final Mailbox mailbox = new Mailbox(api);
    private final MemberRows rows = new MemberRows(api.database());
    private final String name = "Own " + System.nanoTime();
    private final OrganizationId organization =
            new OrganizationId(UUID.fromString(api.organization(name).get("id").asString()));
    private final NewAccount person = NewAccount.on(api);

    @CanIgnoreReturnValue
    private Answers invitation(Map<String, Object> body) {
        return post(api.platform(), "/api/v1/organizations/" + organization + "/invitations", body);
    }

    @Test
    void theInvitationsThatWaitForSomebodyAreListed() {
        assertThat(person.browser().get("/me").text()).contains("Nothing yet").doesNotContain("??");
        String domain = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example";
        NewAccount other = NewAccount.on(api);
        invitation(Map.of("name", "For a person", "emails", List.of(person.address())));
        invitation(Map.of("name", "For others", "emails", List.of(other.address(), "*@" + domain)));
        invitation(Map.of("name", "For everybody"));
        Answers off =
                invitation(Map.of("name", "Switched off", "status", "disabled", "emails", List.of(person.address())));
        Answers over = invitation(Map.of("name", "Over", "emails", List.of(person.address())));
        execute("update directory.invitation set expires_at = now() where id = ?::uuid", over.at("id"));

        assertThat(person.browser().get("/me").text())
                .contains("Invitations for you", "For a person (" + name + ")")
                .doesNotContain("For others", "For everybody", "Switched off", "Over", "Nothing yet", "??");
        assertThat(off.status()).isEqualTo(201);
        assertThat(other.browser().get("/me").text()).contains("For others").doesNotContain("For a person");
    }

    @Test
    void anInvitationIsAcceptedOrDeclinedWhereItIsListed() {
        String domain = "d" + UUID.randomUUID() + ".example";
        TestBrowser ada = new TestBrowser(api);
        ada.post("/sign-up", "email", "ada@" + domain);
        ada.post(mailbox.link("ada@" + domain), "password", PASSWORD);
        List<String> named = List.of("ada@" + domain);
        String unwanted = path(Map.of("name", "Unwanted", "emails", named));
        String opensAt = Instant.now().plusSeconds(600).toString();
        String later = path(Map.of("name", "Later", "emails", named, "opensAt", opensAt));
        String forDomain = path(Map.of("name", "For a domain", "emails", List.of("*@" + domain)));

        assertThat(ada.get("/me").text())
                .contains(accept(unwanted), decline(unwanted), decline(later), accept(forDomain))
                .as("it is not open yet")
                .doesNotContain(accept(later))
                .as("nobody is named")
                .doesNotContain(decline(forDomain))
                .doesNotContain("??");
        assertThat(ada.post(unwanted + "/decline").location()).isEqualTo(unwanted + "/declined");
        assertThat(ada.post(forDomain + "/join").location()).startsWith("/a/");
        assertThat(ada.get("/me").text())
                .contains("Later", "It is being decided")
                .doesNotContain("Unwanted", accept(forDomain));
        assertThat(ada.get("/o/" + slug()).text())
                .contains("Later")
                .doesNotContain("Unwanted", accept(forDomain), "??");
    }

    private String path(Map<String, Object> body) {
        return "/i/" + invitation(body).at("code");
    }

    private static String accept(String invitation) {
        return "action=\"" + invitation + "/join\"";
    }

    private static String decline(String invitation) {
        return "action=\"" + invitation + "/decline\"";
    }

    @Test
    void anInvitationForADomainWaitsForItsPeopleUntilTheyHaveAnswered() {
        String domain = "d" + UUID.randomUUID() + ".example";
        TestBrowser ada = new TestBrowser(api);
        ada.post("/sign-up", "email", "ada@" + domain);
        ada.post(mailbox.link("ada@" + domain), "password", PASSWORD);
        Answers made = invitation(Map.of("name", "For a domain", "emails", List.of("*@" + domain)));
        assertThat(ada.get("/me").text()).contains("For a domain");

        UUID acceptance = waits(made, "ada@" + domain);

        assertThat(ada.get("/me").text())
                .doesNotContain("/i/" + made.at("code") + "/join")
                .contains("Your requests", "/a/" + acceptance, "Your position on the waiting list: 1");
        assertThat(ada.get("/i/" + made.at("code") + "/join").location())
                .as("who has asked before")
                .isEqualTo("/a/" + acceptance);
    }

    @Test
    void ofMoreThanAHundredInvitationsTheNewestAreShownAndThatIsSaid() {
        String domain = "d" + UUID.randomUUID() + ".example";
        TestBrowser ada = new TestBrowser(api);
        ada.post("/sign-up", "email", "ada@" + domain);
        ada.post(mailbox.link("ada@" + domain), "password", PASSWORD);
        Answers made = invitation(Map.of("name", "The first one", "emails", List.of("*@" + domain)));
        invitation(Map.of("name", "The named one", "emails", List.of("ada@" + domain)));
        assertThat(ada.get("/me").text())
                .contains("The first one", "The named one")
                .doesNotContain("there may be more", "??");
        execute("""
                insert into directory.invitation (id, code, organization_id, name, domains, addressees, mode, grant_ids,
                    status, send_emails, created_by, created_at, updated_at, version)
                select gen_random_uuid(), 'copy-' || n || '-' || id, organization_id, 'Copy ' || n || '.', domains, addressees,
                    mode, grant_ids, status, send_emails, created_by, now() + n * interval '1 second', now(), 1
                from directory.invitation cross join generate_series(1, 1100) n where id = ?::uuid""", made.at("id"));

        String shown = ada.get("/me").text();

        assertThat(shown)
                .contains("Copy 1100.", "Copy 1001.", "These are the newest 100; there may be more.")
                .doesNotContain("Copy 1000.", "The first one", "??");
        assertThat(shown.indexOf("Copy 1100.")).isLessThan(shown.indexOf("Copy 1099."));
        assertThat(ada.get("/o/" + slug()).text()).contains("These are the newest 100; there may be more.");
        execute(
                "update directory.invitation set expires_at = now() where name like 'Copy 1%' and domains @> array[?::text]",
                domain);
        assertThat(ada.get("/me").text()).contains("Copy 999.").doesNotContain("Copy 1100.", "Copy 1.", "??");
    }

    private String slug() {
        return get(api.platform(), "/api/v1/organizations/" + organization).at("slug");
    }

    private UUID waits(Answers invitation, String address) {
        UUID id = UUID.randomUUID();
        execute("""
                insert into onboarding.acceptance (id, organization_id, invitation_id, ordinal, slot, address,
                    requested_at, decided_at, outcome, joined, log_offset)
                values (?::uuid, ?::uuid, ?::uuid, 1, 0, ?, now(), now(), 'waitlisted', false, 0)""", id.toString(), organization.toString(), invitation.at("id"), address);
        return id;
    }

    @Test
    void whoIsAMemberIsToldWhatIsAddedAndThatNoSeatIsTaken() {
        rows.add(organization, person.address(), role("learner"));
        Answers made = invitation(Map.of("name", "More", "roles", List.of("learner", "learner-analyst")));

        assertThat(person.browser().get("/i/" + made.at("code") + "/join").text())
                .contains(
                        "You are a member of " + name + " already",
                        "does not take a second seat",
                        "What is added to what you have",
                        "<dd>learner-analyst</dd>",
                        accept("/i/" + made.at("code")))
                .doesNotContain("<dd>learner</dd>", "??");
        assertThat(person.browser()
                        .get(path(Map.of("name", "The same", "roles", List.of("learner"))) + "/join")
                        .text())
                .contains("You are a member of " + name + " already")
                .doesNotContain("What is added", "<dd>", "extends your membership", "??");
        execute(
                "update onboarding.member set access_expires_at = now() + interval '1 day' where organization_id = ?::uuid and address = ?",
                organization.toString(),
                person.address());
        assertThat(person.browser()
                        .get(path(Map.of("name", "The same, longer", "roles", List.of("learner"))) + "/join")
                        .text())
                .contains("Accepting extends your membership of " + name)
                .doesNotContain("What is added", "??");
    }

    @ParameterizedTest
    @CsvSource({
        "a@%s;*@%s, were invited personally or have an address of certain domains",
        "*@%s, people with an address of certain domains",
        "a@%s, people who were invited personally."
    })
    void whoProvesAnAddressThatIsNotInvitedIsToldSoBeforeTheyChooseAPassword(String emails, String audience) {
        String domain = "d" + UUID.randomUUID() + ".example";
        String invitation = path(Map.of(
                "name",
                "For some",
                "emails",
                List.of(emails.replace("%s", domain).split(";", -1))));
        String address = "eve@e" + domain;
        TestBrowser stranger = new TestBrowser(api);
        assertThat(stranger.get(invitation).text()).contains(audience).doesNotContain(domain, "??");
        assertThat(stranger.get(invitation + "/join").text()).contains(audience).doesNotContain(domain, "??");
        assertThat(stranger.post(invitation + "/proof", "email", address).text())
                .contains("href=\"" + invitation + "/join\"")
                .doesNotContain("other addresses");

        assertThat(stranger.get(mailbox.link(address)).text())
                .contains("The invitation is for other addresses than yours", "name=\"accountOnly\"")
                .contains("<a href=\"" + invitation + "/join\">Use another address</a>")
                .doesNotContain("Accept and create account", "??");

        stranger.post(invitation + "/proof", "email", "a@" + domain);
        assertThat(stranger.get(mailbox.link("a@" + domain)).text())
                .contains("Accept and create account")
                .doesNotContain("other addresses", "??");
    }

    @Test
    void whoIsRefusedForTheirAddressFindsTheWayToUseAnother() {
        String invitation =
                path(Map.of("name", "For a domain", "emails", List.of("*@d" + UUID.randomUUID() + ".example")));
        String address = "eve@e" + UUID.randomUUID() + ".example";
        TestBrowser stranger = new TestBrowser(api);
        stranger.post(invitation + "/proof", "email", address);

        Page refused = stranger.post(mailbox.link(address), "password", PASSWORD);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text())
                .contains("<a href=\"" + invitation + "/join\">Use another address</a>")
                .doesNotContain("Accept and create account", "??");
    }

    @Test
    void anInvitationForEverybodyNamesNoAudience() {
        assertThat(new TestBrowser(api).get(path(Map.of("name", "For all"))).text())
                .doesNotContain("This invitation is for");
    }

    @Test
    void nobodyIsMailedALinkToAnInvitationThatIsSwitchedOffOrOver() {
        String off = path(Map.of("name", "Switched off", "status", "disabled"));
        String mailed = "data-when=\"open open-until scheduled waiting full taken\"";

        assertThat(new TestBrowser(api).get(off + "/join").text())
                .contains(mailed + " hidden", "action=\"/sign-in\"")
                .doesNotContain("??");
        assertThat(new TestBrowser(api)
                        .post(off + "/proof", "email", "late@example.org")
                        .location())
                .isEqualTo(off + "/join");
        assertThat(new TestBrowser(api)
                        .get(path(Map.of("name", "Open")) + "/join")
                        .text())
                .contains(mailed)
                .doesNotContain(mailed + " hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/me/security", "/me/delete"})
    void whoHasToSignInAgainComesBackThoughAnInvitationWasOpenedBefore(String page) {
        signedInAnHourAgo();
        person.browser().get(path(Map.of("name", "Spring")));
        assertThat(person.browser().cookie("usher-invitation")).isNotNull();
        person.browser().get(page);

        assertThat(person.browser().post(mailedLink(person.browser())).location())
                .isEqualTo(page);
    }

    @Test
    void whoIsAMemberAcceptsThoughThePlanHasNoSeatLeft() {
        rows.add(organization, person.address(), role("learner"));
        String taken = "/i/" + invitation(Map.of("name", "More")).at("code");
        String waiting = "/i/"
                + invitation(Map.of("name", "Even more", "waitlist", true)).at("code");
        assertThat(patch(api.platform(), "/api/v1/organizations/" + organization, Map.of("plan", Map.of("seats", 0)))
                        .status())
                .isEqualTo(200);

        assertThat(new TestBrowser(api).get(taken).text())
                .contains("<p data-when=\"taken\"><a href=\"" + taken + "/join\">Already a member?")
                .doesNotContain("??");
        assertThat(person.browser().get(waiting + "/join").text()).contains(">Accept</button>");
        assertThat(NewAccount.on(api).browser().get(waiting + "/join").text())
                .contains(">Join the waiting list</button>");
    }

    @Test
    void namesLanguageAndColoursAreKept() {
        Page kept = person.browser()
                .post("/me/profile", "firstName", "Grace", "lastName", "Hopper", "language", "de", "theme", "dark");
        assertThat(kept.location()).isEqualTo("/me?done=profile");

        assertThat(person.browser().get(kept.location()).text())
                .contains("<html lang=\"de\" data-theme=\"dark\">", "Grace Hopper", "Ihr Konto")
                .contains("role=\"status\"", "Ihre Änderungen sind gespeichert.")
                .doesNotContain("??");
        assertThat(person.browser().get("/me/profile").text())
                .contains("value=\"Grace\"", "value=\"Hopper\"", "value=\"de\" lang=\"de\" selected")
                .doesNotContain("??");
        TestBrowser elsewhere = new TestBrowser(api);
        elsewhere.post(mailedLink(elsewhere));
        assertThat(elsewhere.get("/me").text()).as("the account's language").contains("<html lang=\"de\">");
        assertThat(person.browser()
                        .post("/me/profile", "firstName", "x".repeat(256))
                        .status())
                .isEqualTo(422);
        assertThat(person.browser().get("/me").text()).contains("Grace Hopper");
    }

    private String mailedLink(TestBrowser in) {
        in.post("/sign-in/link", "email", person.address());
        return mailbox.link(person.address());
    }

    @Test
    void howPagesLookIsKeptForWhoIsNotSignedIn() {
        TestBrowser stranger = new TestBrowser(api);
        assertThat(stranger.get("/preferences").text())
                .contains("<html lang=\"en\">")
                .doesNotContain("??");

        assertThat(stranger.post("/preferences", "language", "de", "theme", "light")
                        .location())
                .isEqualTo("/");

        assertThat(stranger.get("/").text())
                .contains("<html lang=\"de\" data-theme=\"light\">", "Anmelden")
                .doesNotContain("??");
        stranger.post("/preferences", "language", "tlh", "theme", "\"><script>");
        assertThat(stranger.get("/").text()).contains("<html lang=\"en\">");
    }

    @Test
    void whoSeesWhereTheyAreSignedInEndsOneOrAllOthers() {
        TestBrowser second = new TestBrowser(api);
        second.post(mailedLink(second));
        TestBrowser third = new TestBrowser(api);
        third.post(mailedLink(third));
        NewAccount stranger = NewAccount.on(api);
        String page = person.browser().get("/me/security").text();
        assertThat(page).contains("This browser:", "Sign out everywhere else").doesNotContain("??");
        List<String> ends = ends(page);
        assertThat(ends).hasSize(2);

        assertThat(stranger.browser().post(ends.getFirst()).location()).isEqualTo("/me/security");
        assertThat(List.of(second.get("/me").status(), third.get("/me").status()))
                .as("nobody else ends them")
                .containsOnly(200);
        assertThat(person.browser().post(ends.getFirst()).location()).isEqualTo("/me/security");
        assertThat(List.of(second.get("/me").status(), third.get("/me").status()))
                .containsExactlyInAnyOrder(200, 303);

        person.browser().post("/me/security/sessions/end-others");
        assertThat(List.of(second.get("/me").status(), third.get("/me").status()))
                .containsOnly(303);
        assertThat(person.browser().get("/me/security").text()).doesNotContain("Sign out everywhere else");
        assertThat(stranger.browser().get("/me").status()).isEqualTo(200);
    }

    private static List<String> ends(String page) {
        return Pattern.compile("action=\"(/me/security/sessions/[0-9a-f]{64}/end)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void anotherPasswordEndsAllOtherSessionsAndTakesARecentSignIn() {
        TestBrowser second = new TestBrowser(api);
        second.post(mailedLink(second));
        assertThat(person.browser()
                        .post("/me/security/password", "password", "short")
                        .text())
                .contains("at least 8");

        assertThat(person.browser()
                        .post("/me/security/password", "password", PASSWORD)
                        .location())
                .isEqualTo("/me/security?done=password");
        assertThat(person.browser().get("/me/security?done=password").text())
                .contains("role=\"status\"", "Your new password is saved.")
                .doesNotContain("??");
        assertThat(person.browser().get("/me/security?done=nothing").text()).doesNotContain("role=\"status\"", "??");

        assertThat(second.get("/me").location()).isEqualTo("/sign-in");
        assertThat(person.browser().get("/me").status()).isEqualTo(200);
        assertThat(second.post("/sign-in", "email", person.address(), "password", PASSWORD)
                        .status())
                .isEqualTo(303);

        signedInAnHourAgo();
        assertThat(second.get("/me/security").text())
                .contains("within the last 15 minutes", "action=\"/sign-in\"")
                .doesNotContain("action=\"/me/security/password\"", "??");
        assertThat(second.post("/me/security/password", "password", "yet another violin")
                        .location())
                .isEqualTo("/me/security");
        assertThat(new TestBrowser(api)
                        .post("/sign-in", "email", person.address(), "password", PASSWORD)
                        .status())
                .as("it is the same")
                .isEqualTo(303);
    }

    @Test
    void whoHasNoPasswordSignsInAgainByMailOrAtAProviderAndComesBack() {
        execute("update directory.account set password_hash = null where address = ?", person.address());
        execute(
                "update directory.session set authenticated_at = now() where account_id ="
                        + " (select id from directory.account where address = ?)",
                person.address());
        await().untilAsserted(() ->
                assertThat(person.browser().get("/me").text()).contains("action=\"/me/security/password\""));

        signedInAnHourAgo();

        assertThat(person.browser().get("/me").text())
                .contains("<a href=\"/me/security\">Choose a password</a>")
                .doesNotContain("action=\"/me/security/password\"", "??");
        assertThat(person.browser().get("/me/delete").text())
                .contains("action=\"/sign-in/link\"", "href=\"/sign-in/with/stub\"")
                .doesNotContain("action=\"/sign-in\"", "??");
        assertThat(person.browser().get("/me/security").text())
                .contains("action=\"/sign-in/link\"", "href=\"/sign-in/with/stub\"")
                .doesNotContain("action=\"/sign-in\"", "??");
        assertThat(person.browser().post(mailedLink(person.browser())).location())
                .isEqualTo("/me/security");
        assertThat(person.browser().get("/me/security").text()).contains("action=\"/me/security/password\"");
    }

    /** And waits until that is known. */
    private void signedInAnHourAgo() {
        execute("""
                update directory.session set authenticated_at = now() - interval '1 hour'
                where account_id = (select id from directory.account where address = ?)""", person.address());
        await().until(() -> person.browser().get("/me/security").status() == 303
                || person.browser().get("/me/security").text().contains("within the last 15 minutes"));
    }

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
        execute("""
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
            execute(
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

    @Test
    void deletingTakesARecentSignIn() {
        signedInAnHourAgo();

        Page refused = person.browser().post("/me/delete", "email", person.address());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("within the last 15 minutes").doesNotContain("??");
        assertThat(mailbox.count("account", person.address())).isOne();
    }

    @Test
    void whoOpensTheProgramItselfIsLedOn() {
        assertThat(new TestBrowser(api).get("/").text())
                .contains("href=\"/sign-in\"", "href=\"/docs\"")
                .doesNotContain("??");
        assertThat(person.browser().get("/").location()).isEqualTo("/me");

        rows.add(organization, person.address(), role("admin"));
        await().until(() -> person.browser().get("/").location().equals("/console"));
    }

    @Test
    void anOrganizationsOwnAddressShowsTheInvitationsForSomebodyAndNamesNobody() {
        String slug =
                get(api.platform(), "/api/v1/organizations/" + organization).at("slug");
        invitation(Map.of("name", "Workshop", "emails", List.of(person.address())));
        Answers elsewhere = post(
                api.platform(),
                "/api/v1/organizations/"
                        + api.organization("Else " + name).get("id").asString() + "/invitations",
                Map.of("name", "Elsewhere", "emails", List.of(person.address())));
        assertThat(elsewhere.status()).isEqualTo(201);

        TestBrowser stranger = new TestBrowser(api);
        assertThat(stranger.get("/o/" + slug).text())
                .contains(name, "href=\"/sign-in\"", "action=\"/sign-up\"")
                .doesNotContain("Workshop", "??");
        assertThat(stranger.post(mailedLink(stranger)).location()).isEqualTo("/o/" + slug);
        assertThat(person.browser().get("/o/" + slug).text())
                .contains("Workshop")
                .doesNotContain("Elsewhere", "??");
        assertThat(NewAccount.on(api).browser().get("/o/" + slug).text())
                .contains("There is no invitation for")
                .doesNotContain("Workshop", "??");
        assertThat(new TestBrowser(api).get("/o/nothing").status()).isEqualTo(404);
        assertThat(new TestBrowser(api).get("/o/" + organization).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/me/profile", "/me/security", "/me/delete", "/me/security/password"})
    void nobodyElseHasThem(String page) {
        assertThat(new TestBrowser(api).get(page).location()).isEqualTo("/sign-in");
        assertThat(new TestBrowser(api).post(page).status()).isEqualTo(401);
    }

    private UUID role(String role) {
        return UUID.fromString(get(api.platform(), "/api/v1/organizations/" + organization + "/roles/" + role)
                .at("id"));
    }

    private void execute(String sql, String... values) {
        try (Connection superuser = ReusedConnections.to(
                        api.database().jdbcUrl(),
                        TestServers.postgres().superuser(),
                        TestServers.postgres().superuserPassword());
                PreparedStatement statement = superuser.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
