package io.usher.api.http.idempotency;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RepeatedErasuresIT extends RepeatingScenario {

    @Test
    void anErasureIsAPostLikeAnyOther() {
        assertThat(erase("ada@example.com").status()).isEqualTo(202);

        assertThat(erase("ada@example.com").status()).isEqualTo(202);
        assertThat(erase("bob@example.com").problem()).isEqualTo("422 idempotency-key-reused");
    }

    /** By far more invitations than an erasure changes in one transaction. */
    @Test
    void anErasureThatIsRefusedOrRepeatedChangesNoInvitation() {
        assertThat(erase("ada@example.com").status()).isEqualTo(202);
        invite(45, "bob@example.com");
        invite(21, "ada@example.com");

        assertThat(erase("bob@example.com").problem()).isEqualTo("422 idempotency-key-reused");
        assertThat(erase("ada@example.com").status()).isEqualTo(202);

        assertThat(naming("bob@example.com")).isEqualTo(45);
        assertThat(naming("ada@example.com")).isEqualTo(21);
        assertThat(post(caller, path + "/members/bob@example.com/erase", "").status())
                .isEqualTo(202);
        assertThat(naming("bob@example.com")).isZero();
        assertThat(naming("ada@example.com")).isEqualTo(21);
    }

    private void invite(int times, String address) {
        for (int i = 0; i < times; i++) {
            Map<String, Object> invitation = Map.of("name", "x", "emails", List.of(address), "sendEmails", false);
            assertThat(post(caller, path + "/invitations", invitation).status()).isEqualTo(201);
        }
    }

    private long naming(String address) {
        return get(api.platform(), path + "/invitations?limit=200")
                .json()
                .path("items")
                .valueStream()
                .filter(invitation -> invitation.path("emails").toString().contains(address))
                .count();
    }

    @Test
    void anErasureByTheIdOfAMemberIsRepeatedAlthoughTheyAreGone() {
        String member = UUID.randomUUID().toString();
        api.execute("""
                insert into onboarding.member (organization_id, address, id, grant_ids, joined_at)
                values (?::uuid, 'ada@example.com', ?::uuid, '{}', now())""", id, member);
        assertThat(erase(member).status()).isEqualTo(202);
        api.execute("delete from onboarding.member where id = ?::uuid", member);

        assertThat(erase(member).status()).isEqualTo(202);
        assertThat(post(caller, path + "/members/" + member + "/erase", "").problem())
                .isEqualTo("404 not-found");
    }

    private Answers erase(String member) {
        return post(caller, path + "/members/" + member + "/erase", "", HEADER, key);
    }
}
