package io.usher.api.accounts.identities;

import io.usher.api.accounts.identities.SignInSettings.Provider;
import io.usher.api.http.issuers.Issuer;
import io.usher.api.http.issuers.Issuers;
import io.usher.api.http.issuers.UnusableIssuer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** The issuers at which people sign in, each of them asked how at its first use. */
@Component
public final class SignInProviders {

    private final Map<String, Provider> providers;
    private final Issuers issuers;
    private final String returns;

    SignInProviders(SignInSettings settings, Issuers issuers, @Value("${usher.public-url}") URI publicUrl) {
        this.providers = settings.providers();
        this.issuers = issuers;
        String base = publicUrl.toString();
        this.returns = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/sign-in/with/";
    }

    /**
     * What a page shows of a provider.
     *
     * @param name in addresses of pages
     * @param label what people call it
     */
    public record Button(String name, String label) {}

    /** In the order of the settings. */
    public List<Button> buttons() {
        return buttonsExcept(Set.of());
    }

    /** Without those of these issuers. */
    public List<Button> buttonsExcept(Set<String> issuersLeftOut) {
        return providers.entrySet().stream()
                .filter(provider -> !issuersLeftOut.contains(provider.getValue().issuer()))
                .map(provider ->
                        new Button(provider.getKey(), provider.getValue().label()))
                .toList();
    }

    public Optional<Button> button(String name) {
        return Optional.ofNullable(providers.get(name)).map(provider -> new Button(name, provider.label()));
    }

    /** What people call the issuer; its own name if none is configured any more. */
    public String labelOf(String issuer) {
        return providers.values().stream()
                .filter(provider -> provider.issuer().equals(issuer))
                .map(Provider::label)
                .findFirst()
                .orElse(issuer);
    }

    @Nullable Provider provider(String name) {
        return providers.get(name);
    }

    /** Empty if there is no such provider. Fails with an {@link UnusableIssuer} if it cannot be asked. */
    Mono<ClientRegistration> registration(String name) {
        Provider provider = providers.get(name);
        return provider == null
                ? Mono.empty()
                : issuers.find(provider.issuer())
                        .map(issuer -> registration(name, provider, issuer))
                        // All that is read here is what the issuer has said.
                        .onErrorMap(
                                failure -> !(failure instanceof UnusableIssuer),
                                failure -> new UnusableIssuer(provider.issuer(), failure));
    }

    private ClientRegistration registration(String name, Provider provider, Issuer issuer) {
        ClientRegistration.Builder registration = ClientRegistrations.fromOidcConfiguration(issuer.metadata())
                .registrationId(name)
                .clientId(provider.clientId())
                .clientSecret(provider.clientSecret())
                .clientName(provider.label())
                .redirectUri(returns + name + "/return")
                .scope(OidcScopes.OPENID, OidcScopes.EMAIL, OidcScopes.PROFILE);
        return (provider.clientSecret().isEmpty()
                        ? registration.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                        : registration)
                .build();
    }

    /** Where somebody ends their session at the provider as well; empty if it says nowhere, or cannot be asked. */
    public Mono<URI> signOut(String name) {
        Provider provider = providers.get(name);
        return provider == null
                ? Mono.empty()
                : issuers.find(provider.issuer())
                        .onErrorResume(UnusableIssuer.class, away -> Mono.empty())
                        .mapNotNull(issuer -> issuer.metadata().get("end_session_endpoint"))
                        .ofType(String.class)
                        .map(endpoint -> UriComponentsBuilder.fromUriString(endpoint)
                                .queryParam("client_id", "{client}")
                                .encode()
                                .buildAndExpand(provider.clientId())
                                .toUri());
    }
}
