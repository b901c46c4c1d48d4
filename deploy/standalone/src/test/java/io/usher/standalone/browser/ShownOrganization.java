package io.usher.standalone.browser;

import static io.usher.standalone.browser.BrowserScenario.PASSWORD;
import static io.usher.standalone.browser.BrowserScenario.created;
import static io.usher.standalone.browser.BrowserScenario.delete;
import static io.usher.standalone.browser.BrowserScenario.invitation;
import static io.usher.standalone.browser.BrowserScenario.organization;
import static io.usher.standalone.browser.BrowserScenario.post;
import static io.usher.standalone.browser.BrowserScenario.requestSeat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.standalone.RunningUsher;
import io.usher.standalone.UsherPlace;
import io.usher.standalone.browser.Stop.Guest;
import io.usher.testing.ApiClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** An organization with something of everything that pages show, made over the API, and people who look at it. */
final class ShownOrganization {

    private static final Duration DONE_WITHIN = Duration.ofMinutes(1);

    /** Behind the time at which a busy machine has made an invitation. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RunningUsher usher;
    private final Forms forms;
    final String slug = organization("Acme Academy", 40);
    final String empty = organization("Lamplighters", 0);
    final Map<Guest, String> sessions = new EnumMap<>(Guest.class);
    final Map<Guest, String> addresses = new EnumMap<>(Guest.class);

    String usedLink = "";

    /** Invitations by what is to be seen on them. */
    private final Map<String, JsonNode> invitations = new HashMap<>();

    /** Who is invited by name and has no account. */
    final String katherine = BrowserScenario.address("katherine");

    /** Who is invited by name as well, has declined and wants no mails. */
    final String emmy = BrowserScenario.address("emmy");

    /** The member's requests by their outcome. */
    final Map<String, String> acceptances = new HashMap<>();

    ShownOrganization(RunningUsher usher) {
        this.usher = usher;
        this.forms = new Forms(usher.url(), "");
        sessions.put(Guest.STRANGER, "");
        sessions.put(
                Guest.PLATFORM,
                forms.signIn("/sign-in", "email", UsherPlace.ADMINISTRATOR, "password", UsherPlace.PASSWORD));
        makeWhatIsGranted();
        invite();
        come();
        happen();
    }

    String code(String invitation) {
        return of(invitation).get("code").asString();
    }

    String id(String invitation) {
        return of(invitation).get("id").asString();
    }

    private JsonNode of(String invitation) {
        return Objects.requireNonNull(invitations.get(invitation), invitation);
    }

    String address(Guest guest) {
        return Objects.requireNonNull(addresses.get(guest));
    }

    String session(Guest guest) {
        return Objects.requireNonNull(sessions.get(guest));
    }

    private void makeWhatIsGranted() {
        make("teams", "\"name\": \"Finalists\", \"description\": \"Whoever is in the final on 3 June\"");
        make("teams", "\"name\": \"Mentors\"");
        make("units", "\"name\": \"Research and development\"");
        make("units", "\"name\": \"Laboratory\", \"parent\": \"Research and development\"");
        make("groups", "\"name\": \"Berlin\"");
        make("courses", "\"name\": \"First aid\", \"kind\": \"course\"");
        make("courses", "\"name\": \"Leading without authority\", \"kind\": \"path\"");
        make("roles", "\"name\": \"Recruiter\", \"permissions\": [\"invitations:read\", \"learners:invite\"]");
        make("api-keys", "\"name\": \"Website\", \"scopes\": [\"invitations:read\", \"acceptances:write\"]");
    }

    private void make(String kind, String properties) {
        BrowserScenario.make(slug, kind, properties);
    }

    private void invite() {
        add(
                "expired",
                "Winter challenge",
                "\"expiresAt\": \"%s\"".formatted(Instant.now().plus(SOON)));
        add("open", "Spring challenge", """
                "description": "Ten weeks, three rounds, one final.\\nThe link may be passed on.", "quota": 25,
                "roles": ["learner"], "teams": ["Finalists", "Mentors"], "unit": "Research and development",
                "groups": ["Berlin"], "courses": ["First aid", "Leading without authority"]""");
        add("open-until", "Summer school", "\"expiresAt\": \"2099-08-31T22:00:00Z\", \"quota\": 12");
        add("scheduled", "Autumn challenge", "\"opensAt\": \"2098-09-01T07:00:00Z\", \"quota\": 1000");
        add("disabled", "Workshop on Fridays", "\"status\": \"disabled\"");
        add("full", "Pair programming", "\"quota\": 1");
        add("waiting", "Masterclass", "\"quota\": 1, \"waitlist\": true");
        add("deleted", "Old challenge", "\"quota\": 5");
        add(
                "domain",
                "Donaudampfschifffahrtsgesellschaftskapitänspatent",
                "\"emails\": [\"*@corp.example\"], \"quota\": 50");
        add("named", "Alumni", """
                "mode": "targeted", "emails": ["%s", "%s", "dorothy.vaughan@example.org"],
                "roles": ["learner", "Recruiter"]""".formatted(katherine, emmy));
        invitations.put("taken", invitation(empty, "\"name\": \"Lighting up\", \"quota\": 3"));
        String named = "/invitations/%s".formatted(id("named"));
        post(named + "/invitees", """
                [{"email": "mary@example.org", "firstName": "Mary", "lastName": "Jackson"},
                 {"email": "maximiliana.von-und-zu-hohenstein@subsidiary.example.org", "firstName": "Maximiliana"}]""");
        delete("/invitations/" + id("deleted"));
    }

    private void add(String name, String title, String properties) {
        invitations.put(name, invitation(slug, "\"name\": \"%s\", %s".formatted(title, properties)));
    }

    private void come() {
        JsonNode admins = invitation(slug, "\"name\": \"Administrators\", \"roles\": [\"admin\"], \"quota\": 3");
        signUp(Guest.ADMIN, "grace", "Grace", "Hopper");
        signUp(Guest.MEMBER, "ada", "Ada", "Lovelace");
        signUp(Guest.NEWCOMER, "edsger", "Edsger", "Dijkstra");
        accept(admins.get("code").asString(), address(Guest.ADMIN));
    }

    /** Somebody proves an address and has an account. */
    private void signUp(Guest guest, String name, String first, String last) {
        String email = BrowserScenario.address(name);
        addresses.put(guest, email);
        usedLink = proof("/sign-up", email);
        sessions.put(guest, forms.signIn(usedLink, "firstName", first, "lastName", last, "password", PASSWORD));
    }

    /** The address of a mailed link to prove an address, without an invitation. */
    String proof(String page, String email) {
        forms.post(page, "email", email);
        // Whoever has an account has had another mail before.
        return await("a new link for " + email)
                .atMost(DONE_WITHIN)
                .until(() -> BrowserScenario.mailbox(email).link("", "/proof/"), link -> !link.equals(usedLink));
    }

    /** The address of a mailed link to choose another password. */
    String passwordProof(String email) {
        forms.post("/password", "email", email);
        return BrowserScenario.mailbox(email).link("Choose a new password", "/proof/");
    }

    /** The id of a record with this payload that a program has set aside. */
    UUID deadLetter(byte[] payload, boolean text) {
        UUID id = UUID.randomUUID();
        int rows = JdbcClient.create(usher.place().database())
                .sql("""
                        insert into directory.dead_letter (id, topic, partition, record_offset, consumer, reason, key,
                            headers, payload, payload_is_text, recorded_at, set_aside_at, state)
                        values (?, 'onboarding.invitees', 0, 1, '/usher/notifier-worker', 'unknown event type', ?,
                            '[]', ?, ?, now(), now(), 'waiting')""")
                .params(id, id.toString().getBytes(UTF_8), payload, text)
                .update();
        assertThat(rows).isOne();
        return id;
    }

    void proofRequested(String email) {
        forms.post("/sign-in/link", "email", email);
    }

    private void happen() {
        String ada = address(Guest.MEMBER);
        // Whoever is a member already would not be invited.
        post("/invitations/%s/invitees".formatted(id("named")), "[{\"email\": \"%s\"}]".formatted(ada));
        acceptances.put("accepted", accept(code("open"), ada));
        accept(code("full"), BrowserScenario.address("barbara"));
        accept(code("waiting"), BrowserScenario.address("barbara"));
        accept(code("waiting"), BrowserScenario.address("frances"));
        acceptances.put("waitlisted", accept(code("waiting"), ada));
        String withdrawn = accept(code("open-until"), ada);
        ApiClient.Answer answer = usher.api()
                .postUntilConfirmed("/acceptances/%s/withdraw".formatted(withdrawn), "{}", "Prefer", "wait=30");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        acceptances.put("withdrawn", withdrawn);
        acceptances.put("rejected", accept(code("taken"), ada));
        for (String name : new String[] {"alan", "edith", "jean", "kathleen"}) {
            accept(code("open"), BrowserScenario.address(name));
        }
        post("/invitees/%s/decline".formatted(BrowserScenario.id(invitee(emmy))), "{}");
        forms.post(unsubscribing(emmy), "List-Unsubscribe", "One-Click");
        awaitState(
                "/organizations/%s/suppressions".formatted(slug),
                found -> !found.get("items").isEmpty());
        awaitState("/invitations/" + id("expired"), isIn("expired"));
        // At another browser, as the page about devices shows it.
        signIn(Guest.MEMBER);
    }

    /** The address of a mailed link to have no more mails. */
    String unsubscribing(String email) {
        return BrowserScenario.mailbox(email).link("", "/unsubscribe/");
    }

    /** A new session, for what takes a recent sign-in. */
    @CanIgnoreReturnValue
    String signIn(Guest guest) {
        return forms.signIn("/sign-in", "email", address(guest), "password", PASSWORD);
    }

    private void awaitState(String path, Predicate<JsonNode> reached) {
        await(path)
                .atMost(DONE_WITHIN)
                .until(() -> reached.test(usher.api().get(path).body()));
    }

    private static Predicate<JsonNode> isIn(String state) {
        return thing -> thing.get("state").asString().equals(state);
    }

    /** Returns the acceptance's id once it is decided. */
    @CanIgnoreReturnValue
    private String accept(String code, String email) {
        return requestSeat(code, email).get("id").asString();
    }

    /** The page of an import that has ended. */
    String imported(String query) {
        String rows = """
                First name;Last name;E-mail
                Annie;Easley;annie.easley@example.org
                No;Address;at all
                Mary;Jackson;mary@example.org
                """;
        JsonNode started = created(ApiClient.sendUntilConfirmed(usher.api()
                .request("/invitations/%s/imports%s".formatted(id("named"), query))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(rows))
                .build()));
        String id = started.get("id").asString();
        awaitState("/imports/" + id, isIn("done"));
        return "/console/%s/imports/%s".formatted(slug, id);
    }

    /** A personal link that an administrator copies. */
    String copiedLink(JsonNode invitee) {
        return usher.api()
                .get("/invitees/%s/link".formatted(invitee.get("id").asString()))
                .body()
                .get("link")
                .asString();
    }

    JsonNode invitee(String email) {
        return thing("/invitations/%s/invitees?q=%s".formatted(id("named"), email), email);
    }

    void cancel(JsonNode invitee) {
        post("/invitees/%s/cancel".formatted(invitee.get("id").asString()), "{}");
    }

    JsonNode ofOrganization(String kind, String name) {
        return thing("/organizations/%s/%s".formatted(slug, kind), name);
    }

    /** The first thing of a list whose name or address this is, as the API has it. */
    private JsonNode thing(String list, String name) {
        return usher.api()
                .get(list)
                .body()
                .get("items")
                .valueStream()
                .filter(one -> one.path("name").asString("").equals(name)
                        || one.path("email").asString("").equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("%s: no %s".formatted(list, name)));
    }

    /** Has the member leave a team, so that they can be added to it. */
    void takeOutOf(String team) {
        usher.api()
                .deleteUntilConfirmed(
                        "/organizations/%s/teams/%s/members/%s".formatted(slug, team, address(Guest.MEMBER)));
    }

    /** Links of one person may be copied a few times a day only. */
    String newInvitee() {
        String email = BrowserScenario.address("dorothy");
        post(
                "/invitations/%s/invitees?sendEmails=false".formatted(id("named")),
                "[{\"email\": \"%s\"}]".formatted(email));
        return invitee(email).get("id").asString();
    }

    /** Who looks at pages speaks another language from now on. The platform's account is other tests', too. */
    void speak(Guest guest, String language) {
        if (guest != Guest.STRANGER && guest != Guest.PLATFORM) {
            forms.as(session(guest)).post("/me/profile", "firstName", "", "lastName", "Lovelace", "language", language);
        }
    }
}
