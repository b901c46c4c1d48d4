package io.usher.standalone.browser;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.standalone.RunningUsher;
import io.usher.standalone.UsherPlace;
import io.usher.testing.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import tools.jackson.databind.JsonNode;

/** A running Usher, a browser for the tests of one class, and people who end with each test. */
abstract class BrowserScenario {

    static final String PASSWORD = "violet harbour at nine";

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init") // Set before all tests.
    static RunningUsher usher;

    private final List<Visitor> visitors = new ArrayList<>();

    @BeforeAll
    static void start() {
        usher = RunningUsher.shared();
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    @AfterEach
    void leave() {
        visitors.forEach(Visitor::close);
    }

    final Visitor visitor() {
        return visitor(Look.DESKTOP);
    }

    final Visitor visitor(Look look) {
        Visitor visitor = chromium.visitor(usher.url(), look);
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
        created(usher.api()
                .post(
                        "/organizations",
                        "{\"name\": \"%s\", \"slug\": \"%s\", \"plan\": {\"seats\": %d}}"
                                .formatted(name, slug, seats)));
        return slug;
    }

    /** Makes an invitation over the API and returns it. */
    static JsonNode invitation(String organization, String properties) {
        return created(
                usher.api().post("/organizations/%s/invitations".formatted(organization), "{" + properties + "}"));
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
    final Visitor member(String organization, String email, String grants) {
        JsonNode invitation = invitation(
                organization, "\"name\": \"For %s\", \"emails\": [\"%s\"], %s".formatted(email, email, grants));
        Visitor visitor = visitor();
        visitor.open(mailbox(email).link("", "/i/" + invitation.get("code").asString() + "/p/"));
        visitor.page().locator("#password").fill(PASSWORD);
        visitor.page().locator("#accept").click();
        visitor.sees("You are in.");
        return visitor;
    }
}
