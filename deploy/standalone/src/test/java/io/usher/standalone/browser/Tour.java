package io.usher.standalone.browser;

import static io.usher.standalone.browser.Stop.Guest.ADMIN;
import static io.usher.standalone.browser.Stop.Guest.MEMBER;
import static io.usher.standalone.browser.Stop.Guest.NEWCOMER;
import static io.usher.standalone.browser.Stop.Guest.PLATFORM;
import static io.usher.standalone.browser.Stop.Guest.STRANGER;
import static io.usher.standalone.browser.Stop.at;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.standalone.RunningUsher;
import io.usher.standalone.browser.Stop.Guest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Every page of Usher in each of its states, and who looks at it. */
final class Tour {

    private final ShownOrganization shown;
    private final String console;
    private final List<Stop> stops;

    Tour(RunningUsher usher) {
        this.shown = new ShownOrganization(usher);
        this.console = "/console/" + shown.slug;
        this.stops = Stream.of(
                        landing(), signingIn(), joining(), proofs(), own(), desk(), people(), platform(), refusals())
                .flatMap(part -> part)
                .toList();
    }

    /** In which language pages are shown to somebody from now on. */
    void speak(Visitor visitor, Guest guest, String language) {
        visitor.prefer(language);
        shown.speak(guest, language);
    }

    /** Has the visitor signed in as the guest. */
    void admit(Visitor visitor, Guest guest) {
        if (guest != STRANGER) {
            visitor.carry(Forms.SESSION_COOKIE, shown.session(guest));
        }
    }

    /** What somebody looks at. Each may be visited any number of times. */
    List<Stop> stops(Guest guest) {
        return stops.stream().filter(stop -> stop.guest() == guest).toList();
    }

    Stop stop(String name) {
        return stops.stream()
                .filter(stop -> stop.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Stream<Stop> landing() {
        Stream<Stop> states = Stream.of(
                        "open", "open-until", "scheduled", "disabled", "expired", "full", "waiting", "taken", "domain")
                .map(state -> at("landing-" + state, STRANGER, "/i/" + shown.code(state)));
        return Stream.concat(
                states,
                Stream.of(
                        at("landing-deleted", STRANGER, "/i/" + shown.code("deleted"))
                                .answered(410),
                        at("landing-unknown", STRANGER, "/i/nothing").answered(404),
                        at("home", STRANGER, "/"),
                        at("organization", STRANGER, "/o/" + shown.slug),
                        at("organization-unknown", STRANGER, "/o/nobody-at-all").answered(404),
                        at("preferences", STRANGER, "/preferences")));
    }

    private Stream<Stop> signingIn() {
        return Stream.of(
                at("sign-in", STRANGER, "/sign-in"),
                at("sign-in-wrong", STRANGER, "/sign-in").then(visitor -> {
                    visitor.page().locator("#email").fill(BrowserScenario.address("nobody"));
                    visitor.page().locator("#password").fill("not the right one");
                    visitor.send("form[action='/sign-in']");
                }),
                at("sign-up", STRANGER, "/sign-up"),
                at("sent", STRANGER, "/sign-up").then(visitor -> {
                    visitor.page().locator("#email").fill(BrowserScenario.address("sent"));
                    visitor.send("form[action='/sign-up']");
                }),
                at("password", STRANGER, "/password"),
                at("signed-out", STRANGER, "/signed-out"),
                at("deleted", STRANGER, "/deleted"));
    }

    private Stream<Stop> joining() {
        JsonNode mary = shown.invitee("mary@example.org");
        String copied = shown.copiedLink(mary);
        JsonNode withdrawn = shown.invitee("dorothy.vaughan@example.org");
        String cancelled = shown.copiedLink(withdrawn);
        shown.cancel(withdrawn);
        String declined = shown.copiedLink(shown.invitee(shown.emmy));
        String mailed = BrowserScenario.mailbox(shown.katherine).link("", "/i/" + shown.code("named") + "/p/");
        String join = "/i/%s/join";
        return Stream.of(
                at("join", STRANGER, join.formatted(shown.code("open"))),
                at("join-scheduled", STRANGER, join.formatted(shown.code("scheduled"))),
                at("join-waiting", STRANGER, join.formatted(shown.code("waiting"))),
                at("join-disabled", STRANGER, join.formatted(shown.code("disabled"))),
                at("join-mailed", STRANGER, mailed),
                at("join-copied", STRANGER, copied),
                at("join-cancelled", STRANGER, cancelled),
                at("join-cut-off", STRANGER, copied.substring(0, copied.length() - 4)),
                at("join-declined", STRANGER, declined),
                at("declined", STRANGER, declined)
                        .then(visitor -> visitor.open("/i/%s/declined".formatted(shown.code("named"))))
                        .showing("footer a[href^='/i/']"),
                at("unsubscribe", STRANGER, shown.unsubscribing(shown.katherine)),
                at("unsubscribed", STRANGER, shown.unsubscribing(shown.emmy)),
                at("unsubscribe-unknown", STRANGER, "/unsubscribe/1").answered(404),
                at("join-signed-in", NEWCOMER, join.formatted(shown.code("open"))),
                at("join-not-invited", NEWCOMER, join.formatted(shown.code("domain"))),
                at("join-more", MEMBER, join.formatted(shown.code("named")))
                        .showing("#accept")
                        .showing("dd"));
    }

    private Stream<Stop> proofs() {
        String known = shown.address(NEWCOMER);
        return Stream.of(
                at("proof-join", STRANGER, shown.proof("/sign-up", BrowserScenario.address("hedy"))),
                at(
                        "proof-not-invited",
                        STRANGER,
                        shown.proof("/i/%s/proof".formatted(shown.code("domain")), BrowserScenario.address("eve"))),
                at("proof-sign-in", STRANGER, shown.proof("/sign-in/link", known)),
                at("proof-password", STRANGER, shown.passwordProof(known)),
                at("proof-other", MEMBER, shown.proof("/sign-up", BrowserScenario.address("other"))),
                at("proof-unknown", STRANGER, "/proof/nothing").answered(404),
                at("proof-over", STRANGER, shown.usedLink).answered(410));
    }

    private Stream<Stop> own() {
        Stream<Stop> outcomes = shown.acceptances.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(one -> at("outcome-" + one.getKey(), MEMBER, "/a/" + one.getValue())
                        .showing("[data-outcome=%s]".formatted(one.getKey())));
        return Stream.concat(
                outcomes,
                Stream.of(
                        at("outcome-unknown", MEMBER, "/a/00000000-0000-7000-8000-000000000000")
                                .answered(404),
                        at("me", MEMBER, "/me").showing("form[action$='/join']"),
                        at("me-nothing", NEWCOMER, "/me"),
                        at("organization-invited", MEMBER, "/o/" + shown.slug).showing("form[action$='/join']"),
                        at("organization-nothing", NEWCOMER, "/o/" + shown.slug),
                        at("profile", MEMBER, "/me/profile"),
                        at("security", MEMBER, "/me/security"),
                        at("security-saved", MEMBER, "/me/security?done=password"),
                        at("delete", MEMBER, "/me/delete"),
                        at("delete-last-admin", ADMIN, "/me/delete")));
    }

    private Stream<Stop> desk() {
        String list = console + "/invitations";
        String open = list + "/" + shown.id("open");
        String named = list + "/" + shown.id("named");
        String domain = "/invitations/" + shown.id("domain");
        return Stream.of(
                at("console", ADMIN, console),
                at("invitations", ADMIN, list),
                at("invitations-not-found", ADMIN, list + "?q=nothing-like-it"),
                at("invitation-new", ADMIN, list + "/new"),
                at("invitation-warned", ADMIN, list + "/new?preset=challenge").then(visitor -> {
                    visitor.page().locator("#name").fill("Whoever comes");
                    visitor.page().locator("#quota").fill("");
                    visitor.send("#main");
                }),
                at("invitation-wrong", ADMIN, list + "/new?preset=challenge").then(visitor -> {
                    visitor.page().locator("#name").fill("Yesterday’s challenge");
                    visitor.page().locator("#expiresAt").fill("2001-01-01T12:00");
                    visitor.send("#main");
                }),
                at("invitation-edit", ADMIN, open + "/edit"),
                at("invitation-conflict", ADMIN, console + domain + "/edit")
                        .then(visitor -> {
                            BrowserScenario.change(domain, "\"quota\": 60");
                            visitor.page().locator("#name").fill("Captains’ patent");
                            visitor.send("#main");
                            BrowserScenario.change(domain, "\"quota\": 50");
                        })
                        .showing("[role=alert] tbody tr"),
                at("invitation-delete", ADMIN, open + "/delete"),
                at("invitation", ADMIN, open),
                at("invitation-named", ADMIN, named),
                at("statistics", ADMIN, open + "/statistics"),
                at("statistics-nothing", ADMIN, named + "/statistics"),
                at("organization-statistics", ADMIN, console + "/statistics"),
                at("invitees", ADMIN, named + "/invitees"),
                at("invitees-none", ADMIN, open + "/invitees"),
                at("invitees-added", ADMIN, named + "/invitees").then(visitor -> {
                    unfold(visitor);
                    visitor.page().locator("#people").fill("mary@example.org, Mary\nnot an address");
                    visitor.send("#main");
                }),
                at("invitee-link", ADMIN, named + "/invitees")
                        .then(visitor -> visitor.open("%s/invitees/%s/link".formatted(named, shown.newInvitee()))),
                at("import", ADMIN, named + "/import"),
                at("import-checked", ADMIN, shown.imported("?dryRun=true")),
                at("import-done", ADMIN, shown.imported("")));
    }

    private static void unfold(Visitor visitor) {
        visitor.page().locator("details:has(#main) > summary").first().click();
    }

    private Stream<Stop> people() {
        String member =
                shown.ofOrganization("members", shown.address(MEMBER)).get("id").asString();
        String team = console + "/teams/"
                + shown.ofOrganization("teams", "Finalists").get("id").asString();
        String unit = shown.ofOrganization("units", "Laboratory").get("id").asString();
        Stream<Stop> lists = Stream.of(
                        "people",
                        "teams",
                        "units",
                        "groups",
                        "learning",
                        "roles",
                        "plan",
                        "settings",
                        "keys",
                        "suppressions",
                        "audit")
                .map(page -> at(page, ADMIN, console + "/" + page));
        return Stream.concat(
                lists,
                Stream.of(
                        at("key-new", ADMIN, console + "/keys")
                                .then(visitor -> {
                                    visitor.carry(Forms.SESSION_COOKIE, shown.signIn(ADMIN));
                                    unfold(visitor);
                                    visitor.page().locator("#name").fill("Shop");
                                    visitor.page()
                                            .locator("#scopes input")
                                            .first()
                                            .check();
                                    visitor.send("#main");
                                })
                                .showing("#secret"),
                        at("member", ADMIN, console + "/people/" + member),
                        at("invites", ADMIN, console + "/people/invites"),
                        at("audit-wrong", ADMIN, console + "/audit?actor=Ada").answered(422),
                        at("team", ADMIN, team),
                        at("team-added", ADMIN, team)
                                .then(visitor -> {
                                    shown.takeOutOf("Finalists");
                                    unfold(visitor);
                                    visitor.page()
                                            .locator("#emails")
                                            .fill(shown.address(MEMBER) + "\nnobody@example.org");
                                    visitor.send("#main");
                                })
                                .showing(".checked li"),
                        at("team-invites", ADMIN, team + "?tab=invites"),
                        at("team-edit", ADMIN, team + "/edit"),
                        at("unit", ADMIN, "%s/units/%s/edit".formatted(console, unit))));
    }

    private Stream<Stop> platform() {
        String empty = "/console/" + shown.empty;
        return Stream.of(
                at("organizations", PLATFORM, "/console"),
                at("organizations-nowhere", NEWCOMER, "/console"),
                at("organization-new", PLATFORM, "/console/platform/organizations/new"),
                at("organization-wrong", PLATFORM, "/console/platform/organizations/new")
                        .then(visitor -> {
                            visitor.page().locator("#name").fill("Acme Academy");
                            visitor.page().locator("#slug").fill(shown.slug);
                            visitor.send("#main");
                        }),
                at("dead-letters", PLATFORM, "/console/platform/ops"),
                at("dead-letter", PLATFORM, "/console/platform/ops/" + shown.deadLetter("{}".getBytes(UTF_8), true)),
                at(
                        "dead-letter-bytes",
                        PLATFORM,
                        "/console/platform/ops/" + shown.deadLetter(new byte[] {-1, 0, 1}, false)),
                at("empty-console", PLATFORM, empty),
                at("empty-people", PLATFORM, empty + "/people"),
                at("empty-teams", PLATFORM, empty + "/teams"),
                at("empty-keys", PLATFORM, empty + "/keys"),
                at("empty-suppressions", PLATFORM, empty + "/suppressions"),
                at("platform-plan", PLATFORM, empty + "/plan"));
    }

    private Stream<Stop> refusals() {
        return Stream.of(
                at("no-such-page", STRANGER, "/nothing").answered(404),
                at("session-ended", STRANGER, "/preferences").then(visitor -> {
                    visitor.page().evaluate("() => document.querySelector('form').action = '/me/profile'");
                    visitor.send("form");
                }),
                at("console-forbidden", MEMBER, console).answered(403),
                at("console-of-others", NEWCOMER, console).answered(404),
                at("no-such-invitation", ADMIN, console + "/invitations/nothing")
                        .answered(404),
                at("too-many", STRANGER, "/sign-in").then(visitor -> {
                    String email = BrowserScenario.address("eager");
                    for (int i = 0; i < 3; i++) {
                        shown.proofRequested(email);
                    }
                    visitor.page().locator("#link-email").fill(email);
                    visitor.send("form[action='/sign-in/link']");
                }));
    }
}
