package io.usher.api.pages;

import static io.usher.api.Answers.get;
import static io.usher.api.Answers.post;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.TestBrowser;
import io.usher.api.accounts.Mailbox;
import io.usher.api.accounts.NewAccount;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.OrganizationId;
import java.util.Map;
import java.util.UUID;

/** Somebody with an account, and an organization that may have invitations for them. */
public abstract class PersonScenario {

    protected static final String PASSWORD = "another violin canal";

    protected final RunningApi api = RunningApi.shared();
    protected final Mailbox mailbox = new Mailbox(api);
    protected final MemberRows rows = new MemberRows(api.database());
    protected final String name = "Own " + System.nanoTime();
    protected final OrganizationId organization =
            new OrganizationId(UUID.fromString(api.organization(name).get("id").asString()));
    protected final NewAccount person = NewAccount.on(api);

    @CanIgnoreReturnValue
    protected final Answers invitation(Map<String, Object> body) {
        return post(api.platform(), "/api/v1/organizations/" + organization + "/invitations", body);
    }

    protected final String path(Map<String, Object> body) {
        return "/i/" + invitation(body).at("code");
    }

    protected final String slug() {
        return get(api.platform(), "/api/v1/organizations/" + organization).at("slug");
    }

    protected final String mailedLink(TestBrowser in) {
        in.post("/sign-in/link", "email", person.address());
        return mailbox.link(person.address());
    }

    protected final UUID role(String role) {
        return UUID.fromString(get(api.platform(), "/api/v1/organizations/" + organization + "/roles/" + role)
                .at("id"));
    }
}
