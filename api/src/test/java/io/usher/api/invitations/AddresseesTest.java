package io.usher.api.invitations;

import static io.usher.api.invitations.Addressees.EVERYBODY;
import static io.usher.contract.event.InvitationMode.DOMAIN;
import static io.usher.contract.event.InvitationMode.MIXED;
import static io.usher.contract.event.InvitationMode.PUBLIC;
import static io.usher.contract.event.InvitationMode.TARGETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usher.api.http.problem.FieldChecks;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddresseesTest {

    private static Addressees to(@Nullable String... emails) {
        return change(EVERYBODY, null, emails);
    }

    private static Addressees change(Addressees before, @Nullable String mode, @Nullable String... emails) {
        FieldChecks checks = new FieldChecks();
        Addressees changed = before.changedTo(checks, Arrays.asList(emails), mode);
        checks.end();
        return changed;
    }

    /** More people than are shown: of those the first and the last one. */
    private static Addressees many() {
        EmailAddress ada = EmailAddress.parse("Ada@corp.com").orElseThrow();
        EmailAddress bob = EmailAddress.parse("bob@corp.com").orElseThrow();
        return new Addressees(List.of(), true, List.of(ada, bob), true);
    }

    @Test
    void theModeFollowsFromWhoIsNamed() {
        assertThat(to().mode()).isEqualTo(PUBLIC);
        assertThat(to("ada@corp.com").mode()).isEqualTo(TARGETED);
        assertThat(to("*@corp.com").mode()).isEqualTo(DOMAIN);
        assertThat(to("*@corp.com", "ada@other.com").mode()).isEqualTo(MIXED);
    }

    @Test
    void domainsAreShownInTheirLetters() {
        assertThat(to("*@MÜNCHEN.de", "*@xn--zrich-kva.example").emails())
                .containsExactly("*@münchen.de", "*@zürich.example");
        assertThat(to("*@münchen.de").domains()).containsExactly("xn--mnchen-3ya.de");
        assertThat(to("*@xn--strae-oqa.de").emails())
                .as("what is read differently by different programs")
                .containsExactly("*@xn--strae-oqa.de");
        Addressees shown = to("*@münchen.de");
        assertThat(change(shown, null, "*@münchen.de")).isEqualTo(shown);
    }

    @Test
    void anInvitationWithoutEmailsMayBeTargetedAndPublicAgain() {
        Addressees targeted = change(EVERYBODY, "targeted");

        assertThat(targeted.mode()).isEqualTo(TARGETED);
        assertThat(targeted.emails()).isEmpty();
        assertThat(change(targeted, null)).as("untouched").isEqualTo(targeted);
        assertThat(change(targeted, "public").mode()).isEqualTo(PUBLIC);
    }

    /** Everybody who was invited by name may be gone. */
    @Test
    void whatIsShownMayBeSentBack() {
        Addressees nobodyNamed = new Addressees(List.of("corp.com"), true, List.of(), false);

        assertThat(change(nobodyNamed, "mixed", "*@corp.com")).isEqualTo(nobodyNamed);
        assertThat(change(many(), "targeted", "Ada@corp.com", "bob@corp.com")).isEqualTo(many());
        assertRefused(nobodyNamed, "mixed", "*@other.com");
    }

    @Test
    void anyOtherModeThanTheOneThatFollowsIsRefused() {
        assertRefused(EVERYBODY, "domain");
        assertRefused(EVERYBODY, "everybody");
        assertRefused(EVERYBODY, "targeted", "*@corp.com");
        assertRefused(EVERYBODY, "public", "ada@corp.com");
        assertRefused(many(), "public", "ada@corp.com");
        assertThat(change(EVERYBODY, "mixed", "*@corp.com", "ada@corp.com").mode())
                .isEqualTo(MIXED);
    }

    private static void assertRefused(Addressees before, String mode, String... emails) {
        assertThatThrownBy(() -> change(before, mode, emails))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldError::field)
                                .containsExactly("mode"));
    }

    @Test
    void bothFormsOfAPatternAreStoredAsOne() {
        assertThat(to("@Corp.com", "*@corp.COM").emails()).containsExactly("*@corp.com");
    }

    @Test
    void thePersonNamedTwiceIsNamedOnceAsTypedFirst() {
        assertThat(to("Ada@Corp.com", "ada@corp.com").emails()).containsExactly("Ada@Corp.com");
    }

    @Test
    void whoeverIsStillNamedStaysAsTypedFirst() {
        Addressees changed = change(to("Ada@Corp.com", "bob@corp.com"), null, "eve@corp.com", "*@x.io", "ada@corp.com");

        assertThat(changed.emails()).containsExactly("*@x.io", "Ada@Corp.com", "eve@corp.com");
    }

    @Test
    void toNameNobodyMeansThePublic() {
        assertThat(change(to("ada@corp.com", "*@corp.com"), null)).isEqualTo(EVERYBODY);
    }

    /** A caller who reads, changes and writes the list must not lose those who were not in it. */
    @Test
    void peopleWhoAreNotShownStay() {
        Addressees changed = change(many(), null, "Ada@corp.com", "*@corp.com");

        assertThat(changed.first()).extracting(EmailAddress::typed).containsExactly("Ada@corp.com");
        assertThat(changed.more()).isTrue();
    }

    @Test
    void toClearThemIsRefusedIfSomeWouldStay() {
        for (@Nullable String mode : Arrays.asList(null, "targeted")) {
            assertThatThrownBy(() -> change(many(), mode))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            problem -> assertThat(problem.errors())
                                    .extracting(FieldError::field)
                                    .containsExactly("emails"));
        }
    }

    @Test
    void onlyTheFirstPeopleAreShown() {
        Addressees all =
                to(IntStream.range(0, 1001).mapToObj(i -> "p" + i + "@corp.com").toArray(String[]::new));

        assertThat(all.emails()).hasSize(1000).doesNotContain("p1000@corp.com");
        assertThat(all.first()).hasSize(1001);
    }

    @Test
    void everythingInvalidIsNamedByItsPlace() {
        assertThatThrownBy(() -> to("ada@corp.com", "nobody", null, "a*@corp.com", "*@*.com", ""))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        problem -> assertThat(problem.errors())
                                .extracting(FieldError::field)
                                .containsExactly("emails[1]", "emails[2]", "emails[4]", "emails[5]"));
    }

    @Test
    void oneMoreThanTheMostIsRefused() {
        assertThat(to(Collections.nCopies(10_000, "ada@corp.com").toArray(String[]::new))
                        .emails())
                .hasSize(1);
        assertThatThrownBy(() -> to(Collections.nCopies(10_001, "ada@corp.com").toArray(String[]::new)))
                .isInstanceOf(Refusal.class);
        assertThat(to(patterns(1000)).emails()).hasSize(1000);
        assertThatThrownBy(() -> to(patterns(1001))).isInstanceOf(Refusal.class);
    }

    private static String[] patterns(int count) {
        return IntStream.range(0, count).mapToObj(i -> "*@corp" + i + ".com").toArray(String[]::new);
    }

    /** It must not become one for everybody. */
    @Test
    void anInvitationOfWhoIsErasedAloneStaysTargeted() {
        Addressees others = to("Ada@Corp.com", "grace@corp.com", "*@other.com").without("ada@corp.com");

        assertThat(others.emails()).containsExactly("*@other.com", "grace@corp.com");
        assertThat(to("ada@corp.com").without("ada@corp.com").mode()).isEqualTo(TARGETED);
    }
}
