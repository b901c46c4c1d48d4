package io.usher.acceptance.deciding.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.id.InvitationId;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people are granted who hold about as much as a member may: 2,000 grantables. */
final class GrantLimitIT extends ErasingScenario {

    @Test
    void requestsWithinTheLimitAreGrantedInFull() {
        decide(worker, 0, usher.request(invitation(399), ADA));

        decide(worker, 1, 0, usher.request(invitation(799), ADA), usher.request(invitation(799), ADA));

        assertThat(held()).isEqualTo(1998);
        assertThat(skipped()).containsExactly(0, 0, 0);
    }

    /** The role is held already and takes no more room. */
    @Test
    void requestsBeyondTheLimitAreGrantedUpToTheLimitExactly() {
        decide(worker, 0, usher.request(invitation(399), ADA));

        decide(
                worker,
                1,
                0,
                usher.request(invitation(800), ADA),
                usher.request(invitation(800), ADA),
                usher.request(invitation(2), ADA));

        assertThat(held()).isEqualTo(2000);
        assertThat(skipped()).containsExactly(0, 0, 0, 2);
    }

    /** One that grants the role and new teams. */
    private InvitationId invitation(int teams) {
        UUID[] granted = usher.sql
                .sql("""
                        insert into directory.grantable (id, organization_id, kind, name, created_at)
                        select id, ?, 'team', id::text, now()
                        from (select gen_random_uuid() as id from generate_series(1, ?)) as teams
                        returning id
                        """)
                .params(usher.organization.value(), teams)
                .query(UUID.class)
                .list()
                .toArray(UUID[]::new);
        return usher.granting(
                Stream.concat(Stream.of(usher.role), Arrays.stream(granted)).toArray(UUID[]::new));
    }

    private int held() {
        return usher.sql
                .sql("select cardinality(grant_ids) from onboarding.member")
                .query(Integer.class)
                .single();
    }

    /** How much was skipped for each request, from the least to the most. */
    private List<@Nullable Integer> skipped() {
        return usher.sql.sql("""
                        select cardinality(s.skipped) from onboarding.acceptance a
                        join onboarding.grant_set s on s.id = a.grant_set_id
                        order by 1
                        """).query(Integer.class).list();
    }
}
