package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.KeyboardModifier;
import io.usher.standalone.UsherPlace;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The form of an invitation opens over the page that leads to it. */
class InvitationDialogIT extends BrowserScenario {

    @Test
    void theFormOpensOverThePageAndAnswersThere() {
        String organization = organization("Acme Academy", 40);
        String list = "/console/%s/invitations".formatted(organization);
        Visitor root = administrator().open(list);
        Locator link = root.page().locator("a[href$='/invitations/new']");
        Locator dialog = root.page().locator("dialog");
        link.click();
        assertThat(dialog).isVisible();
        assertThat(dialog.locator("h2").first()).isFocused();
        root.picture("invitation-dialog").isAccessible().fits();

        root.page().locator("#name").fill("Half of it");
        root.page().keyboard().press("Escape");
        assertThat(dialog).isHidden();
        assertThat(link).isFocused();
        root.page().keyboard().press("Enter");
        assertThat(root.page().locator("#name")).hasValue("Half of it");
        answer(root, false);
        dialog.locator("a[href$='preset=challenge']").click();
        assertThat(root.page().locator("#name")).hasValue("Half of it");
        answer(root, false);
        root.press(text("console.close"));
        assertThat(dialog).isVisible();
        answer(root, true);
        root.press(text("console.close"));
        assertThat(dialog).isHidden();
        assertThat(link).isFocused();
        link.click();
        assertThat(root.page().locator("#name")).hasValue("");

        dialog.locator("a[href$='preset=challenge']").click();
        assertThat(root.page().locator("#quota")).hasValue("100");
        root.page().locator("#name").fill("Spring challenge");
        root.page().keyboard().press("Escape");
        assertThat(link).isFocused();
        root.page().keyboard().press("Enter");
        assertThat(root.page().locator("#name")).hasValue("Spring challenge");
        root.page().locator("#quota").fill("41");
        root.page().locator("#expiresAt").fill("2001-01-01T12:00");
        root.submit("/invitations/new").sees(text("console.refused.in-the-past"));
        assertThat(root.page().locator("#expiresAt")).hasValue("2001-01-01T12:00");
        assertThat(root.page().locator("[data-zone-text]")).containsText("Berlin");
        root.page().locator("#expiresAt").fill("2099-07-01T12:30");
        root.submit("/invitations/new").sees(text("console.warning.quota-above-free-seats", 41, 0));
        assertThat(dialog.locator(".summary time")).containsText("12:30");
        root.picture("invitation-dialog-warnings").isAccessible();
        Assertions.assertThat(invitations(organization)).as("nothing is saved").isEmpty();
        Assertions.assertThat(root.path()).as("the page beneath").isEqualTo(list);

        root.submit("/invitations/new").headed("Spring challenge").sees(text("console.invitation.done.saved"));
        JsonNode made = onlyInvitation(organization);
        Assertions.assertThat(made.path("expiresAt").asString()).isEqualTo("2099-07-01T10:30:00Z");

        root.follow(text("console.edit"));
        assertThat(root.page().locator("#expiresAt")).hasValue("2099-07-01T12:30");
        root.page().locator("#quota").fill("9");
        change("/invitations/" + id(made), "\"quota\": 7");
        root.submit("/edit").sees(text("console.differences"));
        root.submit("/edit");
        assertThat(dialog).isHidden();
        Assertions.assertThat(onlyInvitation(organization).path("quota").asInt())
                .isEqualTo(9);
    }

    /** To the next question whether to discard what was typed. */
    private static void answer(Visitor visitor, boolean discard) {
        visitor.page().onceDialog(question -> {
            Assertions.assertThat(question.message()).isEqualTo(text("console.unsaved"));
            if (discard) {
                question.accept();
            } else {
                question.dismiss();
            }
        });
    }

    @Test
    void whatIsNotSavedIsSaidInTheDialog() {
        String organization = organization("Acme Academy", 40);
        Visitor root = administrator().open("/console/%s/invitations".formatted(organization));
        root.page().locator("a[href$='/invitations/new']").click();
        root.page().locator("#name").fill("Summer school");
        Locator notice = root.page().locator("dialog [role=alert]").first();
        List<String> accepted = new CopyOnWriteArrayList<>();

        root.page().route("**/invitations/new", route -> {
            accepted.add(route.request().headers().get("accept"));
            refuse(route, "text/html", "<main><h1>Not now</h1><p>Try again.</p></main>");
        });
        root.submit("/invitations/new");
        assertThat(notice).hasText("Not now: Try again.");
        assertThat(notice).isVisible();
        Assertions.assertThat(accepted).containsExactly("text/html");

        root.page()
                .route(
                        "**/invitations/new",
                        route -> refuse(route, "application/problem+json", "{\"code\": \"overloaded\"}"));
        root.submit("/invitations/new");
        assertThat(notice).hasText(text("console.unanswered"));
        assertThat(notice).isVisible();
        assertThat(root.page().locator("#name")).hasValue("Summer school");
    }

    private static void refuse(Route route, String type, String body) {
        route.fulfill(
                new Route.FulfillOptions().setStatus(503).setContentType(type).setBody(body));
    }

    @Test
    void whoeverPressesAgainWhileTheNextPageLoadsSavesOnce() {
        String organization = organization("Acme Academy", 40);
        Visitor root = administrator().open("/console/%s/invitations".formatted(organization));
        root.page().locator("a[href$='/invitations/new']").click();
        root.page().locator("#name").fill("Summer school");
        root.page().locator("#emails").fill("ada@example.org");
        Locator save = root.page()
                .locator("dialog form[action$='/invitations/new'] button:not([type=button])")
                .last();
        List<String> posts = new CopyOnWriteArrayList<>();
        root.page().onRequest(request -> {
            if (request.method().equals("POST")) {
                posts.add(request.url());
            }
        });
        // Is pressed again as soon as it is not busy any more.
        var unused = save.evaluate("""
                button => new MutationObserver(() => button.click()).observe(button, {attributeFilter: ["aria-busy"]})""");

        save.click();

        root.headed("Summer school");
        Assertions.assertThat(posts).hasSize(1);
        Assertions.assertThat(invitations(organization)).hasSize(1);
    }

    @Test
    void inAnotherTabTheFormIsAPageAndOnAPhoneItFits() {
        String list = "/console/%s/invitations".formatted(organization("Acme Academy", 40));
        Visitor root = administrator().open(list);
        Locator link = root.page().locator("a[href$='/invitations/new']");
        Page tab = root.context()
                .waitForPage(() ->
                        link.click(new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROLORMETA))));
        assertThat(tab.locator("h1")).hasText(text("console.invitations.new"));
        assertThat(tab.locator("dialog")).isHidden();
        tab.locator("a[href$='preset=challenge']").click();
        assertThat(tab.locator("#quota")).hasValue("100");
        Assertions.assertThat(tab.url()).endsWith("/invitations/new?preset=challenge");
        assertThat(root.page().locator("dialog")).isHidden();

        Visitor phone = visitor(Look.PHONE).signIn(UsherPlace.ADMINISTRATOR, UsherPlace.PASSWORD);
        phone.open(list).page().locator("a[href$='/invitations/new']").click();
        assertThat(phone.page().locator("dialog")).isVisible();
        phone.picture("invitation-dialog-phone").isAccessible().fits();
    }
}
