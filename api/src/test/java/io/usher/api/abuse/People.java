package io.usher.api.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.api.Answers;
import io.usher.api.RunningApi;
import io.usher.api.accounts.NewAccount;
import io.usher.api.members.MemberRows;
import io.usher.contract.id.OrganizationId;
import java.util.UUID;

/** Somebody who is signed in, with what they are. */
final class People {

    private People() {}

    static NewAccount with(RunningApi api, String organization, String role) {
        NewAccount account = NewAccount.on(api);
        String id = Answers.get(api.platform(), "/api/v1/organizations/" + organization + "/roles/" + role)
                .at("id");
        new MemberRows(api.database())
                .add(new OrganizationId(UUID.fromString(organization)), account.address(), UUID.fromString(id));
        return account;
    }

    static NewAccount platformAdministrator(RunningApi api) {
        NewAccount account = NewAccount.on(api);
        assertThat(api.execute(
                        "update directory.account set platform_admin = true where address = ?", account.address()))
                .isOne();
        return account;
    }
}
