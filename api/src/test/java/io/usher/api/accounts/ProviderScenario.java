package io.usher.api.accounts;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.nimbusds.jwt.JWTClaimsSet;
import io.usher.api.RunningApi;
import io.usher.api.StubIssuer;
import io.usher.api.StubIssuer.Signature;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.outbox.Published;
import io.usher.contract.event.Event;
import io.usher.contract.kafka.Topic;
import io.usher.runtime.Columns;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.r2dbc.core.DatabaseClient;

/** Ada, who has an account at an OpenID Connect issuer and none here at first. */
abstract class ProviderScenario {

    static final String BEGIN = "/sign-in/with/" + StubIssuer.PROVIDER;

    final RunningApi api = RunningApi.shared();
    final StubIssuer issuer = StubIssuer.shared();
    final Mailbox mailbox = new Mailbox(api);
    final DatabaseClient database = api.context().getBean(DatabaseClient.class);
    final String subject = UUID.randomUUID().toString();
    final String address = "ada-" + subject + "@" + StubIssuer.BELIEVED;
    final TestBrowser browser = new TestBrowser(api);

    Consumer<JWTClaimsSet.Builder> ada(String email) {
        return claims -> claims.subject(subject)
                .claim("email", email)
                .claim("email_verified", true)
                .claim("given_name", "Ada")
                .claim("family_name", "Lovelace");
    }

    @CanIgnoreReturnValue
    Page signIn(TestBrowser in, Consumer<JWTClaimsSet.Builder> claims) {
        return in.get(issuer.signedIn(in.get(BEGIN).location(), Signature.ITS_OWN, claims));
    }

    void signUp(String email) {
        browser.post("/sign-up", "email", email);
        assertThat(browser.post(mailbox.link(email), "password", SigningInIT.PASSWORD)
                        .status())
                .isEqualTo(303);
    }

    long identities() {
        return requireNonNull(database.sql("select count(*) from directory.identity where subject = :subject")
                .bind("subject", subject)
                .mapValue(Long.class)
                .one()
                .block());
    }

    List<Event> events(String email) {
        UUID account = requireNonNull(database.sql("select id from directory.account where address = :address")
                .bind("address", email)
                .map(row -> new Columns(row).uuid("id"))
                .one()
                .block());
        try (Published published = Published.fromTheBeginning(Topic.ACCOUNTS)) {
            return published.of(account.toString());
        }
    }
}
