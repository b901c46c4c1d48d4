package io.usher.api.http.security;

import io.usher.api.http.json.StorableText;
import io.usher.api.http.problem.PlainLine;
import io.usher.contract.address.EmailAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;

/** Somebody as their issuer describes them. */
public record PersonOfToken(
        Optional<EmailAddress> address,
        boolean isProven,
        @Nullable String firstName,
        @Nullable String lastName) implements KnownPerson {

    private static final int LONGEST_NAME = 255;

    public static PersonOfToken from(ClaimAccessor claims) {
        return new PersonOfToken(
                Optional.ofNullable(claims.getClaimAsString(StandardClaimNames.EMAIL))
                        .flatMap(EmailAddress::parse),
                Boolean.TRUE.equals(claims.getClaims().get(StandardClaimNames.EMAIL_VERIFIED)),
                name(claims.getClaimAsString(StandardClaimNames.GIVEN_NAME)),
                name(claims.getClaimAsString(StandardClaimNames.FAMILY_NAME)));
    }

    /** Null if it can be no name here. */
    private static @Nullable String name(@Nullable String claimed) {
        String name = claimed == null ? "" : claimed.strip();
        return name.isEmpty()
                        || name.codePointCount(0, name.length()) > LONGEST_NAME
                        || !PlainLine.test(name)
                        || !StorableText.test(name)
                ? null
                : name;
    }

    @Override
    public Optional<EmailAddress> provenAddress() {
        return isProven ? address : Optional.empty();
    }
}
