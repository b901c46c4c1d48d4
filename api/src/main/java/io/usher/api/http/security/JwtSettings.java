package io.usher.api.http.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** Whose tokens programs may present instead of keys. */
@Validated
@ConfigurationProperties("usher.jwt")
record JwtSettings(@DefaultValue @NotNull List<@Valid TrustedIssuer> issuers) {

    /**
     * @param issuer as its tokens say it
     * @param audience that a token has to be for
     */
    record TrustedIssuer(@NotBlank String issuer, @NotBlank String audience) {}
}
