package io.usher.standalone.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.standalone.RunningUsher;
import io.usher.standalone.UsherPlace;
import io.usher.testing.ApiClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;

/** A running Usher, a browser for the tests of one class, and people who end with each test. */
abstract class BrowserScenario {

    static final String PASSWORD = "violet harbour at nine";

    /** May be used by the thread alone that started it, which is the one that runs the tests of a class. */
    private static final ThreadLocal<Chromium> CHROMIUM = new ThreadLocal<>();

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    static RunningUsher usher;

    private final List<Visitor> visitors = new ArrayList<>();

    @BeforeAll
    static void start() {
        usher = RunningUsher.shared();
        CHROMIUM.set(Chromium.start());
    }

    @AfterAll
    static void stop() {
        Chromium chromium = CHROMIUM.get();
        CHROMIUM.remove();
        if (chromium != null) {
            chromium.close();
        }
    }

    @AfterEach
    void leave() {
        visitors.forEach(Visitor::close);
    }

    final Visitor visitor() {
        return visitor(Look.DESKTOP);
    }

    final Visitor visitor(Look look) {
        Visitor visitor = CHROMIUM.get().visitor(usher.url(), look);
        visitors.add(visitor);
        return visitor;
    }

    /** Somebody who is signed in as the administrator of the platform. */
    final Visitor administrator() {
        return visitor().signIn(UsherPlace.ADMINISTRATOR, UsherPlace.PASSWORD);
    }

    static Mailbox mailbox(String address) {
        return new Mailbox(usher.place().mailUrl(), address);
    }

    /** An address that no other test uses. */
    static String address(String name) {
        return "%s-%s@example.org".formatted(name, UUID.randomUUID().toString().substring(0, 8));
    }

    /** Makes an organization over the API and returns its slug. */
    static String organization(String name, int seats) {
        String slug = "o-" + UUID.randomUUID().toString().substring(0, 8);
        post(
                "/organizations",
                "{\"name\": \"%s\", \"slug\": \"%s\", \"plan\": {\"seats\": %d}}".formatted(name, slug, seats));
        return slug;
    }

    /** Makes an invitation over the API and returns it. */
    static JsonNode invitation(String organization, String properties) {
        return post("/organizations/%s/invitations".formatted(organization), "{" + properties + "}");
    }

    /** The invitations of an organization, as the API lists them. */
    static JsonNode invitations(String organization) {
        return usher.api()
                .get("/organizations/%s/invitations".formatted(organization))
                .body()
                .path("items");
    }

    /** The invitation of an organization that has one. */
    static JsonNode onlyInvitation(String organization) {
        assertThat(invitations(organization)).hasSize(1);
        return readInvitation(id(invitations(organization).get(0)));
    }

    static JsonNode readInvitation(String id) {
        return created(usher.api().get("/invitations/" + id));
    }

    /** Makes something of an organization over the API: a team, a unit, a group, a course, a role, an API key. */
    static void make(String organization, String kind, String properties) {
        post("/organizations/%s/%s".formatted(organization, kind), "{" + properties + "}");
    }

    /** Makes something over the API, or has something done, and returns what was answered. */
    @CanIgnoreReturnValue
    static JsonNode post(String path, String json) {
        return created(usher.api().postUntilConfirmed(path, json));
    }

    /** Changes something over the API. */
    static void change(String path, String properties) {
        var unused = created(ApiClient.sendUntilConfirmed(usher.api()
                .request(path)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString("{" + properties + "}"))
                .build()));
    }

    /** Deletes something over the API. */
    static void delete(String path) {
        usher.api().deleteUntilConfirmed(path);
    }

    /** Takes a seat over the API for somebody who does not look at pages. */
    static void takeSeat(JsonNode invitation) {
        JsonNode acceptance = requestSeat(id(invitation), address("somebody"));
        assertThat(acceptance.path("outcome").asString()).isEqualTo("accepted");
    }

    /**
     * Requests a seat over the API and returns what was decided.
     *
     * @param invitation its id or code
     */
    @CanIgnoreReturnValue
    static JsonNode requestSeat(String invitation, String email) {
        ApiClient.Answer answer = usher.api()
                .postUntilConfirmed(
                        "/invitations/%s/acceptances".formatted(invitation),
                        "{\"email\": \"%s\"}".formatted(email),
                        "Prefer",
                        "wait=30");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    static String id(JsonNode made) {
        return made.path("id").asString();
    }

    /** The path of the page that the link of an invitation leads to. */
    static String link(JsonNode invitation) {
        return "/i/" + invitation.path("code").asString();
    }

    /** The personal link that was mailed. */
    static String personalLink(JsonNode invitation, String email) {
        return mailbox(email).link("", link(invitation) + "/p/");
    }

    /** What a page says in English. */
    static String text(String key, Object... values) {
        return new MessageFormat(
                        ResourceBundle.getBundle("io.usher.api.pages.messages", Locale.ROOT)
                                .getString(key),
                        Locale.ENGLISH)
                .format(values);
    }

    /** What was answered; fails if it is a refusal. */
    @CanIgnoreReturnValue
    static JsonNode created(ApiClient.Answer answer) {
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("%d: %s".formatted(answer.status(), answer.body()));
        }
        return answer.body();
    }

    /** Somebody who has joined the organization by a mailed personal link, with {@link #PASSWORD}, and is signed in. */
    @CanIgnoreReturnValue
    final Visitor member(String organization, String email, String grants) {
        JsonNode invitation = invitation(
                organization, "\"name\": \"For %s\", \"emails\": [\"%s\"], %s".formatted(email, email, grants));
        Visitor visitor = visitor();
        return visitor.open(personalLink(invitation, email))
                .acceptAsNew()
                .sees(text("outcome.accepted"))
                .isKnownIn(organization);
    }
}
