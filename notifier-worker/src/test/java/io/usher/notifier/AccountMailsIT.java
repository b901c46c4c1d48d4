package io.usher.notifier;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.AccountEvent.AccountCreated;
import io.usher.contract.event.AccountEvent.AccountDeleted;
import io.usher.contract.event.AccountEvent.AccountIdentityLinked;
import io.usher.contract.event.AccountEvent.AccountIdentityUnlinked;
import io.usher.contract.event.AccountEvent.AccountPasswordChanged;
import io.usher.contract.event.AccountEvent.AccountProofRequested;
import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.AccountId;
import io.usher.contract.id.ProofId;
import io.usher.embedded.CaughtMail;
import io.usher.embedded.Database;
import io.usher.notifier.Directory.Invited;
import io.usher.runtime.links.LinkKeys;
import io.usher.runtime.links.ProofLinks;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Mails about accounts, and with the links that prove an address. */
final class AccountMailsIT {

    private static final Duration A_WHILE = Duration.ofSeconds(60);

    private final Database database = TestServers.freshDatabase();
    private final Inbox inbox = new Inbox();
    private final Directory directory = new Directory(database);
    private final Invited invited = directory.invitation("Analytical Engines", "Spring challenge", null);
    private final ProofLinks links = new ProofLinks(LinkKeys.of(RunningNotifier.LINK_KEY, ""));

    @Test
    void whatIsAskedForIsMailedAsTheAddressHasAnAccountOrNot() {
        AccountProofRequested join = requested(ProofPurpose.JOIN, "new", false, true);
        AccountProofRequested registered = requested(ProofPurpose.JOIN, "registered", true, true);
        AccountProofRequested signIn = requested(ProofPurpose.SIGN_IN, "known", true, false);
        AccountProofRequested unknown = requested(ProofPurpose.SIGN_IN, "unknown", false, false);
        AccountProofRequested password = requested(ProofPurpose.PASSWORD, "forgetful", true, false);
        AccountProofRequested identity = requested(ProofPurpose.LINK_IDENTITY, "foreign", false, false);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(join, registered, signIn, unknown, password, identity, join, signIn));
            published(6);
            Kafka.publish(List.of(
                    requested(ProofPurpose.PASSWORD, "unknown", false, false),
                    requested(ProofPurpose.SIGN_IN, "again", true, false)));
            published(7);
        }
        assertThat(only("new").subject()).isEqualTo("Confirm your address");
        assertThat(only("new").text())
                .contains("join Analytical Engines through “Spring challenge”", "/proof/" + token(join));
        assertThat(only("registered").subject()).isEqualTo("You already have an account");
        assertThat(only("registered").text()).contains("/proof/" + token(registered));
        assertThat(only("known").subject()).isEqualTo("Your link to sign in");
        assertThat(only("known").text()).contains("/proof/" + token(signIn));
        assertThat(only("unknown").subject()).isEqualTo("There is no account for this address");
        assertThat(only("unknown").text()).contains("/sign-up").doesNotContain("/proof/");
        assertThat(only("forgetful").subject()).isEqualTo("Choose a new password");
        assertThat(only("forgetful").text()).contains("/proof/" + token(password));
        assertThat(only("foreign").text()).contains("/proof/" + token(identity));
    }

    @Test
    void whoAsksToJoinOnceMoreOnADayGetsALinkToSignIn() {
        AccountProofRequested first = requested(ProofPurpose.JOIN, "registered", true, true);
        AccountProofRequested second = requested(ProofPurpose.JOIN, "registered", true, true);
        AccountProofRequested third = requested(ProofPurpose.JOIN, "registered", true, false);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(first));
            published(1);
            Kafka.publish(List.of(first, second, third, second));
            published(3);
            Kafka.publish(List.of(second, first, third, requested(ProofPurpose.SIGN_IN, "again", true, false)));
            published(4);
        }
        assertThat(mailed("registered"))
                .extracting(CaughtMail::subject)
                .containsExactlyInAnyOrder(
                        "You already have an account", "Your link to sign in", "Your link to sign in");
        assertThat(mailed("registered"))
                .anySatisfy(mail ->
                        assertThat(mail.text()).contains("You already have an account", "/proof/" + token(first)));
        for (AccountProofRequested later : List.of(second, third)) {
            assertThat(mailed("registered"))
                    .filteredOn(mail -> requireNonNull(mail.text()).contains("/proof/" + token(later)))
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.subject()).isEqualTo("Your link to sign in"));
        }
    }

    @Test
    void aChangedPasswordIsToldAndANewAccountIsNot() {
        AccountId account = new AccountId(UUID.randomUUID());
        String ada = inbox.address("ada");
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(
                    new AccountCreated(account, ada, "Ada", "Lovelace", "de", Events.NOON),
                    new AccountPasswordChanged(account, ada, "Ada", "Lovelace", "de", Events.NOON)));
            published(1);
        }
        assertThat(only("ada").subject()).isEqualTo("Für Ihr Konto wurde ein Passwort festgelegt");
        assertThat(only("ada").text()).contains("Guten Tag Ada,", "/password").doesNotContain("/proof/");
    }

    @Test
    void whoDeletesTheirAccountGetsALastMail() {
        String ada = inbox.address("ada");
        AccountDeleted deleted =
                new AccountDeleted(new AccountId(UUID.randomUUID()), ada, "Ada", "Lovelace", "fr", Events.NOON);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(deleted, deleted));
            published(1);
        }
        assertThat(only("ada").subject()).isEqualTo("Votre compte a été supprimé");
        assertThat(only("ada").text()).contains("Bonjour Ada,").doesNotContain("http");
    }

    @Test
    void aLinkedIdentityIsToldAndARemovedOneIsNot() {
        AccountId account = new AccountId(UUID.randomUUID());
        String ada = inbox.address("ada");
        String issuer = "https://id.example.com";
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(
                    new AccountIdentityUnlinked(account, ada, "de", issuer, Events.NOON),
                    new AccountIdentityLinked(account, ada, "Ada", "Lovelace", "de", issuer, Events.NOON)));
            published(1);
        }
        assertThat(only("ada").subject()).isEqualTo("Ihr Konto hat eine neue Anmeldemöglichkeit");
        assertThat(only("ada").text()).contains("Guten Tag Ada,", "/sign-in").doesNotContain("/proof/");
    }

    @Test
    void aLinkThatHasEndedIsNotMailed() {
        AccountProofRequested late = new AccountProofRequested(
                new ProofId(UUID.randomUUID()),
                ProofPurpose.SIGN_IN,
                inbox.address("late"),
                null,
                null,
                null,
                true,
                Events.NOON.minus(Duration.ofDays(3650)),
                Events.NOON);
        try (RunningNotifier notifier = RunningNotifier.on(database)) {
            Kafka.publish(List.of(late));
            await().atMost(A_WHILE).until(() -> directory.accountMails("failed") == 1);
        }
        assertThat(inbox.recipients()).isEmpty();
    }

    /** What had not become a mail before these is a repeat. */
    private void published(int mails) {
        await().atMost(A_WHILE).until(() -> directory.accountMails("sent") == mails);
    }

    private AccountProofRequested requested(ProofPurpose purpose, String name, boolean known, boolean invitation) {
        return new AccountProofRequested(
                new ProofId(UUID.randomUUID()),
                purpose,
                inbox.address(name),
                null,
                invitation ? invited.organization() : null,
                invitation ? invited.invitation() : null,
                known,
                Events.NOON,
                Events.NOON);
    }

    private String token(AccountProofRequested requested) {
        return links.token(requested.purpose(), requested.proof());
    }

    private CaughtMail only(String name) {
        assertThat(mailed(name)).hasSize(1);
        return mailed(name).getFirst();
    }

    private List<CaughtMail> mailed(String name) {
        return inbox.mails().stream()
                .filter(mail -> mail.to().contains(inbox.address(name)))
                .toList();
    }
}
