package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.contract.event.AcceptanceRequested;
import io.usher.contract.id.InvitationId;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes with an acceptance is stored with it. */
final class AllOrNothingIT extends HandedOverScenario {

    private static final List<String> WRITTEN =
            List.of("acceptance", "member", "invitation_seats", "organization_seats", "grant_set", "outbox");

    @ParameterizedTest
    @ValueSource(strings = {"acceptance", "member", "invitation_seats", "organization_seats", "outbox"})
    void seatMembershipAndGrantsAreStoredTogetherOrNotAtAll(String failing) {
        List<AcceptanceRequested> asked = people(usher.invitation(null), 3);
        List<ConsumerRecord<byte[], byte[]>> records = FetchedRecords.of(0, asked);
        MockConsumer<byte[], byte[]> consumer = FetchedRecords.assigned(0);

        usher.sql
                .sql("alter table onboarding.%s add constraint fails check (false)".formatted(failing))
                .update();
        assertThatThrownBy(() -> decide(listener, records, consumer)).isInstanceOf(RuntimeException.class);
        usher.sql
                .sql("alter table onboarding.%s drop constraint fails".formatted(failing))
                .update();

        assertThat(WRITTEN)
                .allSatisfy(table ->
                        assertThat(usher.count("onboarding." + table)).as(table).isZero());
        assertThat(usher.count("onboarding.position where next_offset > 0")).isZero();

        decide(listener, records, consumer);

        awaitPublished();
        assertThat(usher.count("onboarding.acceptance where outcome = 'accepted'"))
                .isEqualTo(3);
        assertThat(usher.count("onboarding.member where state = 'active' and grant_ids @> array['%s', '%s']::uuid[]"
                        .formatted(usher.role, usher.team)))
                .isEqualTo(3);
        assertThat(usher.count("onboarding.organization_seats where taken = 3")).isEqualTo(1);
        assertThat(usher.count("onboarding.invitation_seats where accepted = 3"))
                .isEqualTo(1);
        assertThat(usher.count("onboarding.position where next_offset = 3")).isEqualTo(1);
    }

    @Test
    void membersOfADeletedInvitationStay() {
        InvitationId invitation = usher.invitation(null);
        MockConsumer<byte[], byte[]> consumer = FetchedRecords.assigned(0);
        decide(listener, FetchedRecords.of(0, people(invitation, 2)), consumer);

        usher.sql.sql("update directory.invitation set deleted_at = now()").update();
        decide(listener, FetchedRecords.of(2, people(invitation, 2, 1)), consumer);

        assertThat(usher.count("onboarding.acceptance where outcome = 'rejected'"))
                .isEqualTo(1);
        assertThat(usher.count("onboarding.member where state = 'active' and grant_ids @> array['%s']::uuid[]"
                        .formatted(usher.team)))
                .isEqualTo(2);
        assertThat(usher.count("onboarding.organization_seats where taken = 2")).isEqualTo(1);
    }
}
