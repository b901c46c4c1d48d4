package io.usher.api.accounts;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.nimbusds.jwt.JWTClaimsSet;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.StubIssuer;
import io.usher.api.StubIssuer.Signature;
import io.usher.api.TestBrowser;
import io.usher.api.TestBrowser.Page;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.OrganizationId;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/**
 * Somebody begins accounts for an address that is not theirs, by each way there is and in every order, before its owner comes.
 * The owner alone gets in, and nothing of the others is left.
 */
class PreHijackingAbuseIT {

    private static final String BEGIN = "/sign-in/with/" + StubIssuer.PROVIDER;
    private static final String STOLEN = "a stolen violin canal";

    private final RunningApi api = RunningApi.shared();
    private final Mailbox mailbox = new Mailbox(api);
    private final StubIssuer issuer = StubIssuer.shared();
    private final String mallory = UUID.randomUUID().toString();
    private final String victim = "victim-" + mallory + "@" + StubIssuer.BELIEVED;
    private final TestBrowser attacker = new TestBrowser(api);
    private final TestBrowser owner = new TestBrowser(api);
    private final String attackers =
            api.organization("Attackers " + mallory).path("id").asString();
    private final JsonNode elsewhere = api.organization("Elsewhere " + mallory);

    /** The ways, and each as it is tried once more when the owner is in. */
    private void attack(char way) {
        switch (way) {
            case 'S' -> attacker.post("/sign-up", "email", victim, "password", STOLEN, "firstName", "Mallory");
            case 'P' -> atProvider(attacker, mallory, false);
            case 'L' -> copiedLink();
            default -> throw new IllegalArgumentException("no way " + way);
        }
    }

    @CanIgnoreReturnValue
    private Page atProvider(TestBrowser browser, String subject, boolean verified) {
        Consumer<JWTClaimsSet.Builder> claims = all -> all.subject(subject)
                .claim("email", victim)
                .claim("email_verified", verified)
                .claim("given_name", "Mallory");
        return browser.get(issuer.signedIn(browser.get(BEGIN).location(), Signature.ITS_OWN, claims));
    }

    /** Of an administrator of another organization, who invites whomever they want to be. */
    private void copiedLink() {
        WebTestClient inviter = api.as(api.key(attackers, "invitations:write"));
        Answers made = post(
                inviter,
                "/api/v1/organizations/" + attackers + "/invitations",
                Map.of("name", "Bait", "emails", List.of(victim), "sendEmails", false));
        String invitee = get(inviter, made.header("Location") + "/invitees")
                .json()
                .at("/items/0/id")
                .asString();
        String link = URI.create(
                        get(inviter, "/api/v1/invitees/" + invitee + "/link").at("link"))
                .getPath();
        String join = attacker.get(link).location();
        attacker.get(join);
        attacker.post(join, "firstName", "Mallory", "password", STOLEN);
        attacker.post(join.replace("/join", "/proof"), "invited", "yes");
    }

    @ParameterizedTest
    @CsvSource({
        "SPL, mail", "SLP, mail", "PSL, mail", "PLS, mail", "LSP, mail", "LPS, mail",
        "SPL, provider", "SLP, provider", "PSL, provider", "PLS, provider", "LSP, provider", "LPS, provider"
    })
    void theOwnerOfTheMailboxAloneGetsIn(String ways, String ownersWay) {
        OrganizationId organization =
                new OrganizationId(UUID.fromString(elsewhere.path("id").asString()));
        String admin = get(api.platform(), "/api/v1/organizations/" + organization + "/roles/admin")
                .at("id");
        new MemberRows(api.database()).add(organization, victim, UUID.fromString(admin));

        ways.chars().forEach(way -> attack((char) way));
        assertThat(mailbox.count("account", victim)).isZero();
        assertAttackerIsOut();

        if (ownersWay.equals("mail")) {
            enterByMail();
            assertThat(new TestBrowser(api)
                            .post("/sign-in", "email", victim, "password", SigningInIT.PASSWORD)
                            .status())
                    .isEqualTo(303);
        } else {
            assertThat(atProvider(owner, "owner-" + mallory, true).location()).isEqualTo("/");
        }
        assertThat(owner.get("/me").text()).contains(victim);

        ways.chars().forEach(way -> attack((char) way));
        mailbox.links(victim).forEach(link -> attacker.post("/proof/" + "x".repeat(link.length() - 7)));
        assertAttackerIsOut();
        assertThat(mailbox.count("account", victim)).isOne();
        assertThat(identitiesOf(mallory)).isZero();
        assertThat(attacker.post("/sign-in", "email", victim, "password", STOLEN)
                        .status())
                .isEqualTo(422);
        assertAttackerIsOut();
    }

    /** By one of the links that others have had mailed. One that proves an identity is good in their browsers alone. */
    private void enterByMail() {
        assertThat(mailbox.links(victim)).hasSize(3);
        assertThat(mailbox.links(victim).stream()
                        .map(link -> owner.post(link, "firstName", "Ada", "password", SigningInIT.PASSWORD)
                                .status()))
                .contains(303);
    }

    private void assertAttackerIsOut() {
        assertThat(attacker.cookie(NewAccount.SESSION)).isNull();
        assertThat(attacker.get("/me").location()).isEqualTo("/sign-in");
        assertThat(attacker.get("/console/" + elsewhere.path("slug").asString()).location())
                .isEqualTo("/sign-in");
    }

    private long identitiesOf(String subject) {
        Long found = api.context()
                .getBean(DatabaseClient.class)
                .sql("select count(*) from directory.identity where subject = :subject")
                .bind("subject", subject)
                .mapValue(Long.class)
                .one()
                .block();
        return found == null ? -1 : found;
    }
}
