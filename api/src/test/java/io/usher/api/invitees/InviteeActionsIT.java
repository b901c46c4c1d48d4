package io.usher.api.invitees;

import static io.usher.api.Answers.delete;
import static io.usher.api.Answers.get;
import static io.usher.api.Answers.patch;
import static io.usher.api.Answers.post;
import static io.usher.api.Patience.LATER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.api.Answers;
import io.usher.api.outbox.Published;
import io.usher.contract.event.InviteeEvent.InviteeResent;
import io.usher.contract.kafka.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is done to one invitee: cancelling, declining, resending, taking off the invitation. */
class InviteeActionsIT extends InviteesScenario {

    @Test
    void whoIsCancelledIsInvitedNoMoreAndToRepeatItDoesNoHarm() {
        String invitation = invitation("emails", List.of("ada@x.io", "bob@x.io"));
        String ada = path(invitation, "ada@x.io");

        assertThat(post(caller, ada + "/cancel", "").at("progress")).isEqualTo("cancelled");
        assertThat(post(caller, ada + "/cancel", "").at("progress")).isEqualTo("cancelled");

        assertThat(get(caller, invitation).json().path("emails").toString()).isEqualTo("[\"bob@x.io\"]");
        assertThat(get(caller, invitation).at("invitees")).isEqualTo("1");
        assertThat(get(caller, invitation).header("ETag")).isEqualTo("\"2\"");
        assertThat(get(caller, ada + "/link").problem()).isEqualTo("409 cancelled");
        assertThat(post(caller, ada + "/resend", "").problem()).isEqualTo("409 cancelled");
        assertThat(post(caller, ada + "/decline", "").problem()).isEqualTo("409 cancelled");
        awaitEvents(invitation, "InviteeInvited", "InviteeInvited", "InviteeCancelled");
    }

    @Test
    void anInviteeIsShownAndCountsAsInvitedAlsoOnceTheyAreCancelled() {
        String invitation = invitation();
        String ada = invite(invitation, "ada@x.io");
        var unused = invite(invitation, "bob@x.io");

        assertThat(get(caller, ada).json()).isEqualTo(listed(invitation, "ada@x.io"));
        assertThat(post(caller, ada + "/cancel", "").status()).isEqualTo(200);

        assertThat(get(caller, ada).at("progress")).isEqualTo("cancelled");
        assertThat(get(api.platform(), invitation + "/stats")
                        .json()
                        .path("invited")
                        .asInt())
                .isEqualTo(2);
        assertThat(get(api.as(api.key(id, "members:read")), ada).problem()).isEqualTo("403 forbidden");
    }

    @Test
    void anAnswerWithoutABodyIsOfNoType() {
        Answers resent = post(caller, invite(invitation(), "ada@x.io") + "/resend", "", "Idempotency-Key", "typeless");
        Answers erased = post(caller, "/api/v1/organizations/" + id + "/members/nobody@x.io/erase", "");

        for (Answers answer : List.of(resent, erased)) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
            assertThat(answer.headers().getContentType()).isNull();
        }
    }

    @Test
    void whoHasAcceptedOrWaitsIsNeitherCancelledNorDeclinedNorWrittenToAgain() {
        String invitation = invitation();
        String ada = invite(invitation, "ada@x.io");
        String bob = invite(invitation, "bob@x.io");
        holdsAUse(invitation, "ada@x.io", "accepted");
        holdsAUse(invitation, "bob@x.io", "waitlisted");

        for (String action : List.of("/cancel", "/decline", "/resend")) {
            assertThat(post(caller, ada + action, "").problem()).isEqualTo("409 accepted");
            assertThat(post(caller, bob + action, "").problem()).isEqualTo("409 waitlisted");
        }
    }

    @Test
    void whoDeclinedMayBeInvitedAgain() {
        String invitation = invitation();
        String ada = invite(invitation, "ada@x.io");

        assertThat(post(caller, ada + "/decline", "").at("progress")).isEqualTo("declined");
        assertThat(post(caller, ada + "/decline", "").at("progress")).isEqualTo("declined");
        assertThat(post(caller, ada + "/resend", "").problem()).isEqualTo("409 declined");
        assertThat(outcomes(post(caller, invitation + "/invitees", List.of(Map.of("email", "ada@x.io")))))
                .containsExactly("new");

        assertThat(listed(invitation, "ada@x.io").path("progress").asString()).isEqualTo("invited");
        awaitEvents(invitation, "InviteeInvited", "InviteeDeclined", "InviteeInvited");
    }

    @Test
    void aResendRenewsTheLinkAndIsLimitedPerAddressAndDay() {
        String invitation = invitation();
        String another = invitation();
        String ada = invite(invitation, "ada-limit@x.io");
        String sameAda = invite(another, "ADA-limit@x.io");
        api.execute(
                "update directory.invitee set link_expires_at = now() - interval '1 s' where address = 'ada-limit@x.io'");
        assertThat(get(caller, ada + "/link").problem()).isEqualTo("409 expired");

        assertThat(post(caller, ada + "/resend", "").status()).isEqualTo(202);
        String link = get(caller, ada + "/link").at("link");
        assertThat(post(caller, ada + "/resend", "").status()).isEqualTo(202);
        assertThat(get(caller, ada + "/link").at("link")).isNotEqualTo(link);
        assertThat(post(caller, sameAda + "/resend", "").status()).isEqualTo(202);

        Answers refused = post(caller, ada + "/resend", "");
        assertThat(refused.problem()).isEqualTo("429 resend-limit");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(86_000, 86_401);
        // A day after the first.
        api.execute(
                "update directory.resend set resent_at[1] = now() - interval '25 hours' where address = 'ada-limit@x.io'");
        assertThat(post(caller, ada + "/resend", "").status()).isEqualTo(202);
        assertThat(post(caller, ada + "/resend", "").problem()).isEqualTo("429 resend-limit");
        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(LATER)
                    .untilAsserted(
                            () -> assertThat(published.of(uuid(invitation).toString()))
                                    .filteredOn(InviteeResent.class::isInstance)
                                    .extracting(event -> ((InviteeResent) event).generation())
                                    .containsExactly(2, 3, 4));
        }
    }

    @Test
    void aLinkThatHasEndedIsNotHandedOutWhateverThePersonHasDone() {
        String ada = invite(invitation(), "ada-rejected@x.io");
        api.execute("""
                insert into directory.invitee_progress (invitee_id, invitation_id, progress, progress_at)
                select id, invitation_id, 'rejected', now() from directory.invitee where address = 'ada-rejected@x.io'""");
        assertThat(get(caller, ada + "/link").status()).isEqualTo(200);

        api.execute(
                "update directory.invitee set link_expires_at = now() - interval '1 s' where address = 'ada-rejected@x.io'");

        assertThat(get(caller, ada + "/link").problem()).isEqualTo("409 expired");
    }

    @Test
    void nobodyIsOnADeletedInvitation() {
        String invitation = invitation();
        String ada = invite(invitation, "ada@x.io");
        assertThat(delete(caller, invitation).status()).isEqualTo(204);

        for (String path : List.of(ada, ada + "/link", invitation + "/invitees")) {
            assertThat(get(caller, path).problem()).as(path).isEqualTo("404 invitation-deleted");
        }
    }

    @Test
    void whoWantsNoMailsIsSentNone() {
        String invitation = invitation();
        String unsubscribed = invite(invitation, "unsubscribed@x.io");
        api.execute("""
                insert into notification.suppression (person, organization_id, address, reason, since)
                select notification.person(organization_id, 'unsubscribed@x.io'), organization_id, 'unsubscribed@x.io', 'unsubscribed', now()
                from directory.invitation i where i.id = ?""", uuid(invitation));

        assertThat(post(caller, unsubscribed + "/resend", "").problem()).isEqualTo("409 suppressed");
        assertThat(post(caller, invitation + "/invitees/resend", "").text()).isEqualTo("{\"queued\":0,\"skipped\":1}");
    }

    @Test
    void whoIsTakenOffAfterHavingBeenAcceptedStaysAccepted() {
        String invitation = invitation("emails", List.of("ada-off@x.io", "bob-off@x.io", "eve-off@x.io"));
        holdsAUse(invitation, "ada-off@x.io", "accepted");
        api.execute("""
                insert into directory.invitee_progress (invitee_id, invitation_id, progress, progress_at)
                select id, invitation_id, 'accepted', now() from directory.invitee where address = 'ada-off@x.io'""");

        Answers off = patch(caller, invitation, Map.of("emails", List.of("eve-off@x.io")));
        assertThat(off.json().path("emails").toString()).isEqualTo("[\"eve-off@x.io\"]");
        assertThat(progress(invitation, "ada-off@x.io")).isEqualTo("accepted");
        assertThat(progress(invitation, "bob-off@x.io")).isEqualTo("cancelled");
        Answers back =
                patch(caller, invitation, Map.of("emails", List.of("ada-off@x.io", "bob-off@x.io", "eve-off@x.io")));
        assertThat(back.json().path("emails").size()).isEqualTo(3);
        assertThat(progress(invitation, "ada-off@x.io")).isEqualTo("accepted");
        assertThat(progress(invitation, "bob-off@x.io")).isEqualTo("invited");
        awaitEvents(
                invitation, "InviteeInvited", "InviteeInvited", "InviteeInvited", "InviteeCancelled", "InviteeInvited");
    }

    @Test
    void whoIsAcceptedOrWaitsStaysSoIfTheInvitationIsForEverybodyFromThenOn() {
        String invitation = invitation("emails", List.of("ada-all@x.io", "bob-all@x.io", "eve-all@x.io"));
        holdsAUse(invitation, "ada-all@x.io", "accepted");
        holdsAUse(invitation, "bob-all@x.io", "waitlisted");
        for (String name : List.of("ada-all accepted", "bob-all waitlisted")) {
            api.execute("""
                    insert into directory.invitee_progress (invitee_id, invitation_id, progress, progress_at)
                    select id, invitation_id, ?, now() from directory.invitee where address = ?""", name.substring(8), name.substring(0, 7) + "@x.io");
        }

        assertThat(patch(caller, invitation, Map.of("emails", List.of())).at("mode"))
                .isEqualTo("public");

        assertThat(progress(invitation, "ada-all@x.io")).isEqualTo("accepted");
        assertThat(progress(invitation, "bob-all@x.io")).isEqualTo("waitlisted");
        assertThat(get(caller, invitation + "/invitees").json().path("items").size())
                .isEqualTo(2);
        awaitEvents(invitation, "InviteeInvited", "InviteeInvited", "InviteeInvited", "InviteeCancelled");
    }

    @Test
    void whoIsAcceptedIsNotCancelledIfADomainIncludesThemFromThenOn() {
        String invitation = invitation("emails", List.of("ada@corp-off.io", "eve@x.io"));
        holdsAUse(invitation, "ada@corp-off.io", "accepted");

        Answers off = patch(caller, invitation, Map.of("emails", List.of("@corp-off.io", "eve@x.io")));

        assertThat(off.json().path("emails").toString()).isEqualTo("[\"*@corp-off.io\",\"eve@x.io\"]");
        awaitEvents(invitation, "InviteeInvited", "InviteeInvited");
    }

    private String progress(String invitation, String email) {
        return listed(invitation, email).path("progress").asString();
    }

    @Test
    void anInvitationThatHasEndedIsNotSentOnceMore() {
        String invitation =
                invitation("expiresAt", Instant.now().plusSeconds(3600).toString());
        String ada = invite(invitation, "ada@x.io");
        api.execute("update directory.invitation set expires_at = now() where id = ?", uuid(invitation));

        assertThat(post(caller, ada + "/resend", "").problem()).isEqualTo("409 invitation-expired");
        assertThat(post(caller, invitation + "/invitees/resend", "").problem()).isEqualTo("409 invitation-expired");
    }

    private static void awaitEvents(String invitation, String... types) {
        try (Published published = Published.fromTheBeginning(Topic.INVITEES)) {
            await().atMost(LATER)
                    .untilAsserted(
                            () -> assertThat(published.of(uuid(invitation).toString()))
                                    .extracting(event -> event.getClass().getSimpleName())
                                    .containsExactly(types));
        }
    }
}
