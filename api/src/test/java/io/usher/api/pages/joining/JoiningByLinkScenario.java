package io.usher.api.pages.joining;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.accounts.Mailbox;
import io.usher.contract.id.InviteeId;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.LinkPurpose;
import io.usher.runtime.links.PersonalLinks;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Somebody who is invited by name, and has no account. */
abstract class JoiningByLinkScenario {

    static final String PASSWORD = "violin canal eleven";
    static final String SESSION = "usher-session";

    final RunningApi api;
    final Mailbox mailbox;
    final String organization;
    final WebTestClient caller;
    final String address;
    final Answers invitation;
    final String path;
    final InviteeId ada;
    final TestBrowser browser;

    JoiningByLinkScenario(RunningApi api) {
        this.api = api;
        this.mailbox = new Mailbox(api);
        this.organization =
                api.organization("By link " + System.nanoTime()).get("id").asString();
        this.caller = api.as(api.key(organization, "invitations:write"));
        this.address = "ada-" + UUID.randomUUID() + "@example.com";
        this.invitation = post(
                caller,
                "/api/v1/organizations/" + organization + "/invitations",
                Map.of("name", "Workshop", "mode", "targeted"));
        this.path = "/i/" + invitation.at("code");
        this.ada = invite(address);
        this.browser = new TestBrowser(api);
    }

    boolean requested() {
        return !get(api.platform(), invitation.header("Location") + "/acceptances?outcome=pending")
                .json()
                .path("items")
                .isEmpty();
    }

    private InviteeId invite(String email) {
        JsonNode added = post(
                        caller,
                        invitation.header("Location") + "/invitees",
                        List.of(Map.of("email", email, "firstName", "Ada", "lastName", "Lovelace")))
                .json();
        return new InviteeId(UUID.fromString(added.at("/results/0/invitee").asString()));
    }

    String link(LinkPurpose purpose, int generation) {
        return path + "/p/" + token(purpose, generation);
    }

    String token(LinkPurpose purpose, int generation) {
        return new PersonalLinks(LinkKeys.of(RunningApi.LINK_KEY, "")).token(purpose, ada, generation);
    }
}
