package io.usher.api.accounts.identities;

import io.usher.contract.address.DomainPattern;
import io.usher.contract.address.EmailAddress;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where people sign in beside here.
 *
 * @param providers by the name that is in addresses of pages
 */
@Validated
@ConfigurationProperties("usher.sign-in")
record SignInSettings(@DefaultValue @NotNull Map<String, @Valid Provider> providers) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");

    SignInSettings {
        for (String name : providers.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("usher.sign-in.providers: " + name + " (expected " + NAME + ")");
            }
        }
    }

    /**
     * An OpenID Connect issuer.
     *
     * @param issuer as its tokens say it
     * @param clientSecret empty = none, and the code verifier alone proves that it is this program that asks
     * @param label what people call it
     * @param believedFor domains whose addresses are people's if the issuer says so, or {@code *} for all
     */
    record Provider(
            @NotBlank String issuer,
            @NotBlank String clientId,
            @DefaultValue("") String clientSecret,
            @NotBlank String label,
            @DefaultValue List<String> believedFor) {

        private static final String ALL = "*";

        Provider {
            believedFor = believedFor.stream().map(Provider::normal).toList();
        }

        private static String normal(String domain) {
            return ALL.equals(domain)
                    ? ALL
                    : DomainPattern.parse("@" + domain)
                            .map(DomainPattern::domain)
                            .orElseThrow(() -> new IllegalArgumentException(
                                    "usher.sign-in.providers.*.believed-for: " + domain + " (expected a domain or *)"));
        }

        boolean isBelievedFor(EmailAddress email) {
            return believedFor.contains(ALL) || believedFor.contains(email.domain());
        }

        /** Without the secret: records end up in logs. */
        @Override
        public String toString() {
            return "Provider[%s, %s]".formatted(issuer, clientId);
        }
    }
}
