package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.InvitationId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What belongs to a membership comes and stays with it. */
final class AllOrNothingIT extends SeatsScenario {

    /** All that a decision writes. */
    private static final List<String> TABLES =
            List.of("acceptance", "member", "grant_set", "invitation_seats", "organization_seats", "outbox");

    @Test
    void seatMembershipAndGrantsAreStoredTogetherOrNotAtAll() {
        usher.startWorker(BY_COMMANDS_ALONE);
        for (String table : TABLES) {
            usher.sql.sql("create sequence onboarding.refused_" + table).update();
            usher.sql.sql("""
                            create function onboarding.refuse_%1$s() returns trigger language plpgsql security definer as $$
                            begin
                                perform nextval('onboarding.refused_%1$s');
                                raise exception 'refused for a test';
                            end
                            $$
                            """.formatted(table)).update();
        }
        refuse(TABLES.getFirst());
        usher.ask(usher.invitation(5), ADA);

        for (int place = 0; place < TABLES.size(); place++) {
            String table = TABLES.get(place);
            await().atMost(SOON)
                    .until(() -> usher.count("onboarding.refused_%s where is_called".formatted(table)) == 1);
            for (String other : TABLES) {
                assertThat(usher.count("onboarding." + other))
                        .as("in %s while %s refuses", other, table)
                        .isZero();
            }
            if (place + 1 < TABLES.size()) {
                refuse(TABLES.get(place + 1));
            }
            usher.sql.sql("drop trigger refusing on onboarding." + table).update();
        }

        awaitDecided(1);
        awaitPublished();
        assertThat(membersNow()).containsExactly(ADA);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 1 and requests = 1"))
                .isOne();
        assertThat(seatsAgree()).isTrue();
    }

    private void refuse(String table) {
        usher.sql.sql("""
                        create trigger refusing before insert or update on onboarding.%1$s
                        for each statement execute function onboarding.refuse_%1$s()""".formatted(table)).update();
    }

    @Test
    @OnKeptWorker(BY_THE_TIMER_TOO)
    void membersOfADeletedInvitationStay() {
        InvitationId invitation = asked(1, 2);
        String member = membersNow().getFirst();

        usher.sql.sql("update directory.invitation set deleted_at = now()").update();

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance where reason = 'invitation-deleted'") == 1);
        assertThat(membersNow()).containsExactly(member);
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted' and invitation_id = '%s'"
                        .formatted(invitation)))
                .isOne();
        assertThat(seatsAgree()).isTrue();
    }

    @Test
    @OnKeptWorker(BY_COMMANDS_ALONE)
    void grantsStayIfAnotherAcceptanceOfThePersonStands() {
        AcceptanceRequested first = usher.ask(usher.granting(usher.role, usher.team), ADA);
        usher.ask(usher.granting(usher.role), ADA);
        awaitDecided(2);

        usher.command(withdrawal(first));

        await().atMost(SOON).until(() -> usher.count("onboarding.acceptance where outcome = 'withdrawn'") == 1);
        assertThat(usher.sql
                        .sql("select unnest(grant_ids) from onboarding.member where state = 'active'")
                        .query(UUID.class)
                        .list())
                .containsExactlyInAnyOrder(usher.role, usher.team);
        assertThat(seatsAgree()).isTrue();
    }
}
