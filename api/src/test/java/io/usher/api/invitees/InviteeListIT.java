package io.usher.api.invitees;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.contract.id.InvitationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

class InviteeListIT extends InviteesScenario {

    @Test
    void progressComesFromWhatHappened() {
        String invitation = invitation();
        for (String name : List.of("asked", "waits", "refused", "gone", "late", "quiet")) {
            String unused = invite(invitation, name + "@x.io");
        }
        progress(invitation, "asked@x.io", "accepted", "sent");
        progress(invitation, "waits@x.io", "waitlisted", "sent");
        progress(invitation, "refused@x.io", "rejected", "failed");
        post(caller, path(invitation, "gone@x.io") + "/cancel", "");
        api.execute("update directory.invitee set link_expires_at = now() - interval '1 s' where address = 'late@x.io'"
                + " and invitation_id = '" + uuid(invitation) + "'");

        assertThat(emails(get(caller, invitation + "/invitees?progress=accepted")))
                .containsExactly("asked@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?progress=waitlisted")))
                .containsExactly("waits@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?progress=rejected")))
                .containsExactly("refused@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?progress=cancelled")))
                .containsExactly("gone@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?progress=expired")))
                .containsExactly("late@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?progress=invited")))
                .containsExactly("quiet@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?emailStatus=sent")))
                .containsExactly("asked@x.io", "waits@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?emailStatus=not-sent")))
                .containsExactly("gone@x.io", "late@x.io", "quiet@x.io");
        assertThat(get(caller, invitation + "/invitees?progress=lost&emailStatus=lost")
                        .fields())
                .containsExactly("progress", "emailStatus");
    }

    @Test
    void anExportReadsNoFurtherAheadThanItsReader() {
        UUID invitation = uuid(invitation());
        api.execute("""
                insert into directory.invitee (id, invitation_id, organization_id, address, email, invited_by, invited_at)
                select gen_random_uuid(), i.id, i.organization_id, address, address, 'test', now()
                from (select * from directory.invitation where id = ?) i, generate_series(1, 6000) as n, concat('export', n, '@x.io') as address""", invitation);
        AtomicInteger read = new AtomicInteger();

        StepVerifier.create(
                        api.context()
                                .getBean(FindingInvitees.class)
                                .all(new InvitationId(invitation))
                                .doOnNext(invitee -> read.incrementAndGet()),
                        1)
                .expectNextCount(1)
                // Time to read ahead.
                .thenAwait(Duration.ofSeconds(2))
                .then(() -> api.execute("delete from directory.invitee where invitation_id = ?", invitation))
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(invitee -> true)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
        assertThat(read.get()).isBetween(1000, 3000);
    }

    @Test
    void whoDeclinedIsListedOnceHoweverTheyDid() {
        String invitation = invitation();
        for (String name : List.of("before", "after", "both", "again")) {
            String unused = invite(invitation, name + "@declined.io");
        }
        progress(invitation, "after@declined.io", "declined", "sent");
        progress(invitation, "both@declined.io", "declined", "bounced");
        progress(invitation, "again@declined.io", "accepted", "sent");
        api.execute(
                "update directory.invitee set declined_at = now() - interval '1 s'"
                        + " where address in ('before@declined.io', 'both@declined.io', 'again@declined.io')"
                        + " and invitation_id = ?",
                uuid(invitation));

        assertThat(emails(get(caller, invitation + "/invitees?progress=declined")))
                .containsExactly("before@declined.io", "after@declined.io", "both@declined.io");
        assertThat(emails(get(caller, invitation + "/invitees?progress=declined&emailStatus=bounced")))
                .containsExactly("both@declined.io");
        assertThat(emails(get(caller, invitation + "/invitees?emailStatus=bounced")))
                .containsExactly("both@declined.io");
        assertThat(emails(get(caller, invitation + "/invitees?progress=accepted")))
                .containsExactly("again@declined.io");
        assertThat(get(caller, invitation + "/invitees?progress=declined&limit=1&q=@declined")
                        .at("next"))
                .isNotEmpty();
    }

    @Test
    void aSearchFindsAnyPartOfNamesAndAddressesAndTakesItAsItIs() {
        String invitation = invitation();
        post(
                caller,
                invitation + "/invitees",
                List.of(
                        Map.of("email", "ada@x.io", "firstName", "Ada", "lastName", "Lovelace"),
                        Map.of("email", "a_b@x.io"),
                        Map.of("email", "axb@x.io"),
                        Map.of("email", "b%c@x.io")));

        assertThat(emails(get(caller, invitation + "/invitees?q=LOVE"))).containsExactly("ada@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?q=a_b"))).containsExactly("a_b@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?q=%"))).containsExactly("b%c@x.io");
        assertThat(emails(get(caller, invitation + "/invitees?q=nobody"))).isEmpty();
    }

    /** They are more than are looked at one by one before the index is asked. */
    @Test
    void aSearchFindsTheFewAmongMany() {
        String invitation = invitation();
        List<Map<String, String>> people = new ArrayList<>();
        for (int i = 0; i < 1_700; i++) {
            people.add(
                    i % 850 == 849
                            ? Map.of("email", "few" + i + "@rare.io", "firstName", "Ada", "lastName", "O'Ferry_" + i)
                            : Map.of("email", "many" + i + "@x.io"));
        }
        post(caller, invitation + "/invitees", people.subList(0, 850));
        post(caller, invitation + "/invitees", people.subList(850, 1_700));

        Answers first = get(caller, invitation + "/invitees?limit=1&q=ferry_");
        assertThat(emails(first)).containsExactly("few849@rare.io");
        Answers second = get(caller, invitation + "/invitees?limit=1&q=ferry_&cursor=" + first.at("next"));
        assertThat(emails(second)).containsExactly("few1699@rare.io");
        assertThat(second.json().path("next").isNull()).isTrue();
        assertThat(emails(get(caller, invitation + "/invitees?q=FEW1699@Rare"))).containsExactly("few1699@rare.io");
        assertThat(emails(get(caller, invitation + "/invitees?q=ferry%5C"))).isEmpty();
        assertThat(emails(get(caller, invitation + "/invitees?q=many&limit=200")))
                .hasSize(200);
        assertThat(emails(get(caller, invitation + "/invitees?q=rare&progress=invited")))
                .hasSize(2);
    }

    /** They are behind what one request searches. Who has an old link is found by it. */
    @Test
    void oneRequestReadsABoundedPartOfTheListUnlessAnIndexKnowsWho() {
        String invitation = invitation();
        api.execute("""
                insert into directory.invitee
                    (id, invitation_id, organization_id, address, email, invited_by, invited_at, link_expires_at)
                select cast('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0') as uuid), i.id, i.organization_id, address,
                    address, 'test', now(), now() + interval '1 day'
                from (select * from directory.invitation where id = ?) i,
                    generate_series(1, 3000) n, concat('part', n, '@x.io') as address""", uuid(invitation));
        api.execute("""
                insert into directory.invitee_progress (invitee_id, invitation_id, email_status, email_at)
                select id, invitation_id, 'sent', now() from directory.invitee
                where invitation_id = ? and address <> 'part2999@x.io'""", uuid(invitation));
        api.execute(
                "update directory.invitee set link_expires_at = now() - interval '1 s' where invitation_id = ?"
                        + " and address in ('part7@x.io', 'part2998@x.io')",
                uuid(invitation));

        Answers first = get(caller, invitation + "/invitees?emailStatus=not-sent");
        assertThat(emails(first)).isEmpty();
        Answers second = get(caller, invitation + "/invitees?emailStatus=not-sent&cursor=" + first.at("next"));
        assertThat(emails(second)).containsExactly("part2999@x.io");
        assertThat(second.json().path("next").isNull()).isTrue();
        Answers expired = get(caller, invitation + "/invitees?progress=expired");
        assertThat(emails(expired)).containsExactly("part7@x.io", "part2998@x.io");
        assertThat(expired.json().path("next").isNull()).isTrue();
        assertThat(emails(get(caller, invitation + "/invitees?q=part299&progress=expired")))
                .containsExactly("part2998@x.io");

        api.execute("update directory.invitation set expires_at = now() where id = ?", uuid(invitation));
        assertThat(emails(get(caller, invitation + "/invitees?progress=expired&limit=2")))
                .containsExactly("part1@x.io", "part2@x.io");
    }

    @Test
    void pagesAreCompleteAndInOrder() {
        String invitation = invitation();
        List<Map<String, String>> people = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            people.add(Map.of("email", "p" + i + "@x.io"));
        }
        post(caller, invitation + "/invitees", people);

        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            Answers page = get(caller, invitation + "/invitees?limit=100&cursor=" + cursor);
            all.addAll(emails(page));
            cursor = page.at("next");
        } while (!cursor.isEmpty());

        assertThat(all).isEqualTo(people.stream().map(one -> one.get("email")).toList());
    }

    @Test
    void anExportHasEverybodyAndNoFormula() {
        String invitation = invitation();
        List<Map<String, String>> people = new ArrayList<>();
        people.add(Map.of("email", "ada@x.io", "firstName", "=1+1", "lastName", "a \"b\", c"));
        people.add(Map.of("email", "-b@x.io", "firstName", "@SUM", "lastName", "+1"));
        for (int i = 0; i < 998; i++) {
            people.add(Map.of("email", "p" + i + "@x.io"));
        }
        post(caller, invitation + "/invitees", people);
        post(caller, invitation + "/invitees", List.of(Map.of("email", "last@x.io")));

        Answers csv = get(caller, invitation + "/invitees", "Accept", "text/csv");

        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        List<String> lines = csv.text().lines().toList();
        assertThat(lines).hasSize(1002);
        assertThat(lines.getFirst())
                .isEqualTo(
                        "id,invitation,email,firstName,lastName,emailStatus,emailReason,emailedAt,progress,invitedBy,"
                                + "invitedAt,linkExpiresAt,acceptance");
        assertThat(lines.get(1)).contains(",ada@x.io,'=1+1,\"a \"\"b\"\", c\",not-sent,,,invited,");
        assertThat(lines.get(2)).contains(",'-b@x.io,'@SUM,'+1,");
        assertThat(lines.getLast()).contains(",last@x.io,");
    }

    @Test
    void othersSeeNothing() {
        String invitation = invitation();
        String ada = invite(invitation, "ada@x.io");
        String stranger =
                api.organization("Strangers " + System.nanoTime()).get("id").asString();
        var strangers = api.as(api.key(stranger, "invitations:write"));

        assertThat(get(strangers, invitation + "/invitees").problem()).isEqualTo("404 not-found");
        assertThat(get(strangers, ada + "/link").problem()).isEqualTo("404 not-found");
        for (String action : List.of("/resend", "/cancel", "/decline")) {
            assertThat(post(strangers, ada + action, "").problem()).isEqualTo("404 not-found");
            assertThat(post(caller, "/api/v1/invitees/" + UUID.randomUUID() + action, "")
                            .problem())
                    .isEqualTo("404 not-found");
        }
        assertThat(get(api.as(api.key(id, "invitations:read")), invitation + "/invitees")
                        .status())
                .isEqualTo(200);
        assertThat(get(api.as(api.key(id, "invitations:read")), ada + "/link").problem())
                .isEqualTo("403 forbidden");
    }

    /** As the projection writes it. */
    private void progress(String invitation, String address, String progress, String emailStatus) {
        api.execute("""
                insert into directory.invitee_progress
                    (invitee_id, invitation_id, progress, progress_at, email_status, email_at)
                select id, invitation_id, ?, now(), ?, now() from directory.invitee
                where invitation_id = ? and address = ?""", progress, emailStatus, uuid(invitation), address);
    }

    private static List<String> emails(Answers page) {
        return page.json()
                .path("items")
                .valueStream()
                .map((JsonNode one) -> one.path("email").asString())
                .toList();
    }
}
