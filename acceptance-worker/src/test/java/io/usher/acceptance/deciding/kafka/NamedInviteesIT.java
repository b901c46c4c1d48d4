package io.usher.acceptance.deciding.kafka;

import static java.util.UUID.randomUUID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.kafka.Topic;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The names of members who were invited by name. */
final class NamedInviteesIT extends SeatsScenario {

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void namesThatWereGivenWithAnInvitationAreTheMembersUnlessTheRequestHasOthers() {
        InvitationId targeted = usher.invitation(null);
        usher.invite(targeted, 1);
        InvitationId open = usher.invitation(null);
        for (InvitationId invitation : List.of(targeted, open)) {
            usher.invite(invitation, ADA, "Ada", "Lovelace");
            usher.invite(invitation, GRACE, "Amazing", "Grace");
        }

        usher.askAll(List.of(asking(targeted, ADA, null, null), asking(targeted, GRACE, "Grace", "Hopper")));
        awaitDecided(2);
        assertThat(namesOfMembers()).containsExactly(tuple(ADA, "Ada", "Lovelace"), tuple(GRACE, "Grace", "Hopper"));
        assertThat(namesOfNewMembers()).containsExactlyInAnyOrderElementsOf(namesOfMembers());

        usher.command(removal(ADA));
        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
        usher.askAll(List.of(asking(open, ADA, null, null), asking(open, EDSGER, null, null)));
        awaitDecided(4);
        assertThat(namesOfMembers())
                .containsExactly(
                        tuple(ADA, "Ada", "Lovelace"), tuple(EDSGER, null, null), tuple(GRACE, "Grace", "Hopper"));
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void theNamesOfAnAccountWinOverThoseThatWereGivenWithAnInvitation() {
        InvitationId invitation = usher.invitation(null);
        usher.invite(invitation, ADA, "A.", "L.");
        usher.invite(invitation, GRACE, "Grace", "Hopper");
        usher.sql.sql("""
                        insert into directory.account (id, address, email, first_name, last_name, created_at)
                        values (gen_random_uuid(), '%s', '%1$s', 'Ada', 'Lovelace', now()),
                               (gen_random_uuid(), '%s', '%2$s', null, null, now())
                        """.formatted(ADA, GRACE)).update();

        usher.askAll(List.of(asking(invitation, ADA, null, null), asking(invitation, GRACE, null, null)));
        awaitDecided(2);

        assertThat(namesOfMembers()).containsExactly(tuple(ADA, "Ada", "Lovelace"), tuple(GRACE, "Grace", "Hopper"));
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void whoIsPromotedHasTheNamesThatWereGivenWithTheInvitation() {
        InvitationId invitation = usher.queueing(1);
        usher.invite(invitation, GRACE, "Grace", "Hopper");
        AcceptanceRequested first = usher.ask(invitation, ADA);
        usher.askAll(List.of(asking(invitation, GRACE, null, null)));
        awaitDecided(2);

        usher.command(withdrawal(first));

        await().atMost(SOON).until(() -> membersNow().equals(List.of(GRACE)));
        assertThat(namesOfMembers()).containsExactly(tuple(GRACE, "Grace", "Hopper"));
    }

    private AcceptanceRequested asking(
            InvitationId invitation, String email, @Nullable String firstName, @Nullable String lastName) {
        return new AcceptanceRequested(
                new AcceptanceId(randomUUID()), invitation, usher.organization, email, firstName, lastName);
    }

    private List<Tuple> namesOfMembers() {
        return usher.sql
                .sql("""
                        select address, first_name, last_name from onboarding.member where state = 'active'
                        order by address""")
                .query((row, number) ->
                        tuple(row.getString("address"), row.getString("first_name"), row.getString("last_name")))
                .list();
    }

    private List<Tuple> namesOfNewMembers() {
        awaitPublished();
        return events(Topic.MEMBERS).stream()
                .map(event -> (MemberJoined) event.event())
                .map(joined -> tuple(joined.address(), joined.firstName(), joined.lastName()))
                .toList();
    }
}
