package io.usher.api.invitations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.http.problem.FieldChecks;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Problem;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.InvitationMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddresseesTest {

    private static Addressees read(@Nullable String... emails) {
        FieldChecks checks = new FieldChecks();
        Addressees addressees = Addressees.read(checks, Arrays.asList(emails));
        checks.end();
        return addressees;
    }

    @Test
    void theModeFollowsFromWhoIsNamed() {
        assertThat(read().mode()).isEqualTo(InvitationMode.PUBLIC);
        assertThat(read("ada@corp.com").mode()).isEqualTo(InvitationMode.TARGETED);
        assertThat(read("*@corp.com").mode()).isEqualTo(InvitationMode.DOMAIN);
        assertThat(read("*@corp.com", "ada@other.com").mode()).isEqualTo(InvitationMode.MIXED);
    }

    @Test
    void bothFormsOfAPatternAreStoredAsOne() {
        assertThat(read("@Corp.com", "*@corp.COM").emails()).containsExactly("*@corp.com");
    }

    @Test
    void thePersonNamedTwiceIsNamedOnceAsTypedFirst() {
        assertThat(read("Ada@Corp.com", "ada@corp.com").emails()).containsExactly("Ada@Corp.com");
    }

    @Test
    void whoIsErasedIsNamedNoMore() {
        Addressees others =
                read("Ada@Corp.com", "grace@corp.com", "*@other.com").without("ada@corp.com");

        assertThat(others.emails()).containsExactly("grace@corp.com", "*@other.com");
        assertThat(others.addresses()).extracting(EmailAddress::normal).containsExactly("grace@corp.com");
    }

    /** Without addressees it would be for everybody. */
    @Test
    void anInvitationOfWhoIsErasedAloneEnds() {
        Instant now = InvitationFixture.NOON.plusSeconds(1);
        Invitation one = InvitationFixture.to("ada@corp.com").invitation().without("ada@corp.com", now);
        Invitation two =
                InvitationFixture.to("ada@corp.com", "*@corp.com").invitation().without("ada@corp.com", now);
        Invitation forThePublic = InvitationFixture.publicOne().invitation().without("ada@corp.com", now);

        assertThat(one.deletedAt()).isEqualTo(now);
        assertThat(two.isDeleted()).isFalse();
        assertThat(forThePublic.isDeleted()).isFalse();
    }

    @Test
    void everythingInvalidIsNamedByItsPlace() {
        assertThatThrownBy(() -> read("ada@corp.com", "nobody", null, "a*@corp.com", "*@*.com", ""))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldError::field)
                                .containsExactly("emails[1]", "emails[2]", "emails[4]", "emails[5]"));
    }

    @Test
    void oneMoreThanTheMostIsRefused() {
        assertThat(read(Collections.nCopies(1000, "ada@corp.com").toArray(String[]::new))
                        .emails())
                .hasSize(1);
        assertThatThrownBy(() -> read(Collections.nCopies(1001, "ada@corp.com").toArray(String[]::new)))
                .isInstanceOf(Problem.class);
    }
}
