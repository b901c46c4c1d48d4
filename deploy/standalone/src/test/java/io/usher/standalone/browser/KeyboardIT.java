package io.usher.standalone.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What somebody does without a mouse, and what is read to somebody who does not see. */
class KeyboardIT extends BrowserScenario {

    private static final int MOST_STEPS = 80;

    /** Whether one sees where the focus is. */
    private static final String SHOWS_FOCUS = """
            one => {
              const style = getComputedStyle(one);
              return style.outlineStyle !== 'none' && style.outlineWidth !== '0px' || style.boxShadow !== 'none';
            }""";

    /** Counts how often something is read aloud by itself from now on. */
    private static final String LISTEN = """
            () => {
              window.spoken = [];
              const aloud = '[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]';
              const spoken = one => one.parentElement?.closest(aloud);
              new MutationObserver(changes => changes.filter(change => spoken(change.target)
                  && !(change.type === 'attributes' && (change.oldValue === null) !== change.target.hidden))
                .forEach(change => window.spoken.push(change.target.textContent)))
                .observe(document.body, {subtree: true, childList: true, characterData: true,
                  attributes: true, attributeFilter: ['hidden'], attributeOldValue: true});
            }""";

    @Test
    void aStrangerAcceptsByKeyboardAlone() {
        String organization = organization("Acme Academy", 10);
        String code = invitation(organization, "\"name\": \"Spring challenge\", \"quota\": 5")
                .get("code")
                .asString();
        String email = address("ada");
        Visitor ada = visitor().open("/i/" + code);
        focus(ada, "a[href$='/join']:visible");
        press(ada, "Enter");
        focus(ada, "#email");
        type(ada, email);
        press(ada, "Enter");
        ada.sees(email).open(mailbox(email).link("", "/proof/"));
        focus(ada, "#firstName");
        type(ada, "Ada");
        focus(ada, "#password");
        type(ada, PASSWORD);
        focus(ada, "#accept");
        press(ada, "Enter");
        ada.sees("You are in.");
    }

    @Test
    void anAdministratorInvitesAndImportsByKeyboardAlone() {
        String organization = organization("Acme Academy", 10);
        Visitor root = administrator().open("/console/%s/invitations/new?preset=challenge".formatted(organization));
        focus(root, "#name");
        type(root, "Spring challenge");
        focus(root, "#quota");
        press(root, "Control+A");
        press(root, "Delete");
        focus(root, "#main button");
        press(root, "Enter");
        assertThat(root.page().locator(".warned[role=alert]")).isVisible();
        focus(root, "#main button");
        press(root, " ");
        root.headed("Spring challenge");

        String invitation = root.path().replaceFirst("\\?.*", "");
        root.open(invitation + "/import");
        focus(root, "#text");
        type(root, "Katherine,Johnson,%s\n".formatted(address("katherine")));
        focus(root, "form:has(#text) button");
        press(root, "Enter");
        String invite = "form[action$='/invite'] button";
        assertThat(root.page().locator(invite)).isVisible();
        focus(root, invite);
        press(root, "Enter");
        assertThat(root.page().locator("dd").first()).hasText("1");
    }

    @Test
    void seatsThatGoAreShownButNotReadAloudEachTime() {
        String organization = organization("Acme Academy", 100);
        JsonNode challenge = invitation(organization, "\"name\": \"Spring challenge\", \"quota\": 50");
        String code = challenge.get("code").asString();
        Visitor ada = visitor().open("/i/" + code);
        Locator seats = ada.page().locator("[data-seats]");
        assertThat(seats).hasText("50");
        ada.page().evaluate(LISTEN);
        for (int left = 49; left > 46; left--) {
            requestSeat(code, address("one"));
            assertThat(seats).hasText(String.valueOf(left));
        }
        Assertions.assertThat(ada.page().evaluate("window.spoken.length")).isEqualTo(0);
    }

    /** Goes on with the tab key until this has the focus. */
    private static void focus(Visitor visitor, String selector) {
        Locator wanted = visitor.page().locator(selector).first();
        for (int i = 0; i < MOST_STEPS; i++) {
            press(visitor, "Tab");
            if (Boolean.TRUE.equals(wanted.evaluate("one => one === document.activeElement"))) {
                Assertions.assertThat(wanted.evaluate(SHOWS_FOCUS))
                        .as("%s shows that it has the focus", selector)
                        .isEqualTo(true);
                return;
            }
        }
        throw new AssertionError("%s: not reached by %d steps".formatted(selector, MOST_STEPS));
    }

    private static void press(Visitor visitor, String key) {
        visitor.page().keyboard().press(key);
    }

    private static void type(Visitor visitor, String text) {
        visitor.page().keyboard().insertText(text);
    }
}
