package io.usher.api.invitations;

import static io.usher.api.invitations.InvitationFixture.NOON;
import static io.usher.api.invitations.InvitationFixture.publicOne;
import static io.usher.api.invitations.InvitationFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarningTest {

    private static final Circumstances UNLIMITED = new Circumstances(null, false);

    private static List<String> codes(InvitationFixture fixture) {
        return codes(fixture, UNLIMITED);
    }

    private static List<String> codes(InvitationFixture fixture, Circumstances around) {
        return warnings(fixture, around).stream().map(Warning::code).toList();
    }

    private static List<Warning> warnings(InvitationFixture fixture, Circumstances around) {
        return Warning.of(fixture.invitation(), around, PublicMailProviders.read(), NOON);
    }

    @Test
    void thePublicIsInvitedWithAnExpiryAndAQuotaOrWithAWarningForEach() {
        assertThat(codes(publicOne())).containsExactly("public-without-expiry", "public-without-quota");
        assertThat(codes(publicOne().withQuota(5))).containsExactly("public-without-expiry");
        assertThat(codes(publicOne().expiring(NOON))).containsExactly("public-without-quota");
        assertThat(codes(publicOne().withQuota(5).expiring(NOON))).isEmpty();
    }

    @Test
    void aDomainIsWarnedOfAndOneWhereAnybodyHasAMailboxOnceMore() {
        assertThat(codes(to("*@gmail.com"))).containsExactly("public-mail-provider", "whole-domain");
        assertThat(codes(to("*@corp.com", "*@corp.org"))).containsExactly("whole-domain");
        assertThat(codes(to("ada@gmail.com"))).isEmpty();
    }

    @Test
    void whomADomainLetsInIsSaidInSentences() {
        assertThat(messages(to("*@corp.com")))
                .containsExactly("Everybody with an address at corp.com may accept. Is it yours?");
        assertThat(messages(to("*@corp.com", "*@münchen.de")))
                .containsExactly("Everybody with an address at corp.com or münchen.de may accept. Are they all yours?");
        assertThat(messages(to("*@a.com", "*@b.com", "*@c.com")))
                .containsExactly(
                        "Everybody with an address at a.com or one of 2 other domains may accept. Are they all yours?");
        assertThat(messages(to("*@gmail.com"))).contains("Everybody with an address at gmail.com may accept.");
        assertThat(messages(to("a@x.io", "b@x.io").withQuota(1)))
                .containsExactly("Only the first of 2 people to accept gets in.");
        assertThat(messages(to("a@x.io", "b@x.io", "c@x.io").withQuota(2)))
                .containsExactly("Only the first 2 of 3 people to accept get in.");
    }

    private static List<String> messages(InvitationFixture fixture) {
        return warnings(fixture, UNLIMITED).stream().map(Warning::message).toList();
    }

    @Test
    void aQuotaIsComparedWithThePeopleAndWithTheFreeSeats() {
        InvitationFixture three = to("a@corp.com", "b@corp.com", "c@corp.com");

        assertThat(codes(three.withQuota(2))).containsExactly("more-addressees-than-quota");
        assertThat(codes(three.withQuota(3))).isEmpty();
        assertThat(codes(three.withQuota(3), new Circumstances(2, false))).containsExactly("quota-above-free-seats");
        assertThat(codes(three.withQuota(3).withAccepted(1), new Circumstances(2, false)))
                .as("who has a seat needs none")
                .isEmpty();
        assertThat(codes(three, new Circumstances(0, false))).isEmpty();
    }

    @Test
    void permissionsAreForNamedPeopleOrWarnedOf() {
        Circumstances powerful = new Circumstances(null, true);

        assertThat(codes(to("*@corp.com"), powerful)).contains("role-with-permissions");
        assertThat(codes(publicOne(), powerful)).contains("role-with-permissions");
        assertThat(codes(to("ada@corp.com"), powerful)).isEmpty();
    }

    @Test
    void mailsThatAreNotSentOrWaitAreWarnedOf() {
        InvitationFixture ada = to("ada@corp.com");

        assertThat(codes(ada.withoutMails())).containsExactly("no-mails");
        assertThat(codes(ada.opening(NOON.plusMillis(1)))).containsExactly("not-open-yet");
        assertThat(codes(ada.opening(NOON))).isEmpty();
        assertThat(codes(ada.switchedOff())).containsExactly("not-open-yet");
        assertThat(codes(ada.switchedOff().withoutMails())).containsExactly("no-mails");
    }

    @Test
    void everyWarningNamesItsField() {
        assertThat(warnings(to("*@corp.com", "a@x.io", "b@x.io").withQuota(1), new Circumstances(0, true)))
                .extracting(Warning::field)
                .containsExactly("emails", "quota", "quota", "roles");
        assertThat(warnings(publicOne(), UNLIMITED)).extracting(Warning::field).containsExactly("expiresAt", "quota");
    }
}
