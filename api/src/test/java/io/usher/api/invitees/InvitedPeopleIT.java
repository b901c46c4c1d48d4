package io.usher.api.invitees;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.outbox.Published;
import io.usher.contract.event.InviteeEvent.InviteeInvited;
import io.usher.contract.kafka.Topic;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Whom it is said to be known, who is invited again, and who is mailed. */
class InvitedPeopleIT extends InviteesScenario {

    @Test
    void whoHasAnAccountIsKnownThoughTheyAreAMemberNowhere() {
        String invitation = invitation();
        account("ada@account.io");

        Answers added = post(
                caller,
                invitation + "/invitees",
                List.of(Map.of("email", "Ada@Account.io"), Map.of("email", "bob@account.io")));

        assertThat(outcomes(added)).containsExactly("known-account", "new");
        assertThat(listed(invitation, "Ada@Account.io").path("progress").asString())
                .isEqualTo("invited");
    }

    private void account(String address) {
        api.execute("""
                insert into directory.account (id, address, email, first_name, last_name, created_at)
                values (?, ?, ?, 'Augusta', 'King', now())""", UUID.randomUUID(), address, address);
    }

    @Test
    void whoIsKnownElsewhereIsShownWithoutTheNamesThatTheyHaveThere() {
        String invitation = invitation();
        String other =
                api.organization("Elsewhere " + System.nanoTime()).get("id").asString();
        account("ada@hidden.io");
        member(other, "ada@hidden.io");
        api.execute(
                "update onboarding.member set first_name = 'Ada', last_name = 'Byron' where address = 'ada@hidden.io'");

        Answers added = post(caller, invitation + "/invitees", List.of(Map.of("email", "ada@hidden.io")));

        assertThat(added.text()).contains("known-account").doesNotContain("Ada", "Byron", "Augusta", "King");
        JsonNode ada = listed(invitation, "ada@hidden.io");
        assertThat(ada.path("firstName").isNull() && ada.path("lastName").isNull())
                .isTrue();
    }

    @Test
    void whoseAccessWouldHaveEndedCannotAcceptAnyMore() {
        String invitation = invitation();
        String ada = invite(invitation, "ada@brief.io");
        api.execute("update directory.invitation set access_expires_at = now() where id = ?", uuid(invitation));

        assertThat(get(caller, ada).at("progress")).isEqualTo("expired");
        assertThat(get(caller, ada + "/link").problem()).isEqualTo("409 expired");
        assertThat(get(caller, invitation + "/invitees?progress=expired").text())
                .contains("ada@brief.io");
        assertThat(get(caller, invitation + "/invitees?progress=invited").text())
                .doesNotContain("ada@brief.io");
        assertThat(outcomes(post(caller, invitation + "/invitees", List.of(Map.of("email", "ada@brief.io")))))
                .containsExactly("duplicate");
    }

    @Test
    void theTokenOfAPersonalLinkOpensNothingOfTheApi() {
        String invitation = invitation();
        String ada = invite(invitation, "ada@link.io");
        String link = get(caller, ada + "/link").at("link");
        WebTestClient holder = api.as(link.substring(link.lastIndexOf('/') + 1));

        assertThat(List.of(
                        get(holder, invitation).problem(),
                        get(holder, ada).problem(),
                        get(holder, "/api/v1/organizations/" + id + "/members").problem(),
                        get(holder, "/api/v1/me/invitations").problem(),
                        post(holder, invitation + "/acceptances", Map.of("email", "ada@link.io"))
                                .problem()))
                .containsOnly("401 unauthorized");
        assertThat(get(caller, ada).at("progress")).isEqualTo("invited");
    }

    @Test
    void whoseLinkHasExpiredIsInvitedAgainAndWhoseInvitationHasIsNot() {
        String invitation = invitation();
        String ada = invite(invitation, "ada@late.io");
        String ended = invitation("emails", List.of("bob@late.io"));
        api.execute(
                "update directory.invitee set link_expires_at = now() - interval '1 s' where address like '%@late.io'");
        api.execute("update directory.invitation set expires_at = now() where id = ?", uuid(ended));
        assertThat(get(caller, ada).at("progress")).isEqualTo("expired");

        Answers again = post(caller, invitation + "/invitees", List.of(Map.of("email", "ada@late.io")));
        Answers late = post(caller, ended + "/invitees", List.of(Map.of("email", "bob@late.io")));

        assertThat(outcomes(again)).containsExactly("new");
        assertThat(get(caller, ada).at("progress")).isEqualTo("invited");
        assertThat(get(caller, ada + "/link").status()).isEqualTo(200);
        assertThat(outcomes(late)).containsExactly("duplicate");
    }

    @Test
    void exactAddressesAreMailedOnceTheInvitationIsMadeAndNobodyTwice() {
        String loud = invitation("emails", List.of("ada@mailed.io", "*@corp.com"));
        String silent = invitation("emails", List.of("eve@mailed.io"), "sendEmails", false);
        assertThat(outcomes(post(caller, loud + "/invitees", List.of(Map.of("email", "ADA@mailed.io")))))
                .containsExactly("duplicate");
        assertThat(patch(caller, loud, Map.of("emails", List.of("ada@mailed.io", "bob@mailed.io")))
                        .status())
                .isEqualTo(200);

        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(LATER)
                    .untilAsserted(() -> assertThat(mailed(published, loud))
                            .containsExactly("ada@mailed.io true", "bob@mailed.io true"));
            assertThat(mailed(published, silent)).containsExactly("eve@mailed.io false");
        }
    }

    private static List<String> mailed(Published published, String invitation) {
        return published.of(uuid(invitation).toString()).stream()
                .map(InviteeInvited.class::cast)
                .map(one -> one.email() + " " + one.sendEmail())
                .toList();
    }
}
