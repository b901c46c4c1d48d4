package io.usher.api.invitations;

import static io.usher.api.invitations.InvitationFixture.NOON;
import static io.usher.api.invitations.InvitationFixture.publicOne;
import static io.usher.api.invitations.InvitationFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarningTest {

    private static List<String> codes(InvitationFixture fixture) {
        return Warning.of(fixture.terms(), PublicMailProviders.read()).stream()
                .map(Warning::code)
                .toList();
    }

    @Test
    void thePublicIsInvitedWithBothAnExpiryAndAQuotaOrWithAWarning() {
        assertThat(codes(publicOne())).containsExactly("public-without-limits");
        assertThat(codes(publicOne().withQuota(5))).containsExactly("public-without-limits");
        assertThat(codes(publicOne().expiring(NOON))).containsExactly("public-without-limits");
        assertThat(codes(publicOne().withQuota(5).expiring(NOON))).isEmpty();
    }

    @Test
    void aDomainWhereAnybodyHasAMailboxIsWarnedOf() {
        assertThat(codes(to("*@gmail.com"))).containsExactly("public-mail-provider");
        assertThat(codes(to("*@corp.com"))).isEmpty();
        assertThat(codes(to("ada@gmail.com"))).isEmpty();
    }
}
