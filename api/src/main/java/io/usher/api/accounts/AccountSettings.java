package io.usher.api.accounts;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How much may be tried in one's name, whether it has an account or not.
 *
 * @param passwords wrong ones for one address from one network; wider windows make for longer waits
 * @param passwordsOfAddress wrong ones for one address from everywhere
 * @param proofs links that are mailed to one address
 * @param proofsOfNetwork links that one network asks one instance for
 * @param wrongTokensOfNetwork links that prove nothing and that one network opens at one instance
 * @param refusalsOfNetwork refused sign-ins from one network that one instance keeps in the audit log
 * @param hashesWaiting passwords that may wait to be hashed; beyond it callers are told to come back
 */
@Validated
@ConfigurationProperties("usher.accounts")
public record AccountSettings(
        @NotEmpty List<@Valid Most> passwords,
        @NotEmpty List<@Valid Most> passwordsOfAddress,
        @NotEmpty List<@Valid Most> proofs,
        @Valid @NotNull Most proofsOfNetwork,
        @Valid @NotNull Most wrongTokensOfNetwork,
        @Valid @NotNull Most refusalsOfNetwork,
        @Positive int hashesWaiting) {

    /**
     * @param most how many
     * @param within in each such time
     */
    public record Most(@Positive int most, @NotNull Duration within) {}
}
