package io.usher.api.http.security;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who is let in.
 *
 * @param adminToken a key that need not have the form of those that are made; empty = none
 * @param keysWithoutDatabase how long a known key stays valid while the database does not answer
 * @param publicUrl where people reach this program
 * @param trustedProxies addresses and networks whose {@code Forwarded} or {@code X-Forwarded-For} is believed
 */
@Validated
@ConfigurationProperties("usher")
record AccessSettings(
        @DefaultValue("") String adminToken,
        @DefaultValue("10m") @NotNull Duration keysWithoutDatabase,
        @NotNull URI publicUrl,
        @DefaultValue @NotNull List<String> trustedProxies) {}
