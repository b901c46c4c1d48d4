package io.usher.api.accounts.identities;

import static java.util.Objects.requireNonNull;

import io.usher.api.accounts.identities.SealedCookies.Purpose;
import io.usher.api.accounts.identities.SignInSettings.Provider;
import io.usher.api.http.issuers.Issuers;
import io.usher.api.http.security.PersonOfToken;
import io.usher.contract.address.EmailAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseCookie;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeReactiveAuthenticationManager;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Asks an issuer who somebody is, by OpenID Connect's authorization code flow with PKCE. What was asked is kept in a sealed
 * cookie of the browser, nowhere else, and the tokens of the issuer are kept nowhere at all.
 */
@Component
public final class AskingProviders {

    private static final Logger LOG = LoggerFactory.getLogger(AskingProviders.class);

    private static final Purpose<Asked> ASKED = new Purpose<>("usher-sign-in", Duration.ofMinutes(10), Asked.class);

    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final int LONGEST_SUBJECT = 255;

    private final SignInProviders providers;
    private final Issuers issuers;
    private final SealedCookies cookies;
    private final Clock clock;
    private final DefaultServerOAuth2AuthorizationRequestResolver requests;
    private final OidcAuthorizationCodeReactiveAuthenticationManager answers;

    AskingProviders(SignInProviders providers, Issuers issuers, SealedCookies cookies, Clock clock) {
        this.providers = providers;
        this.issuers = issuers;
        this.cookies = cookies;
        this.clock = clock;
        this.requests = new DefaultServerOAuth2AuthorizationRequestResolver(providers::registration);
        this.requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        WebClientReactiveAuthorizationCodeTokenResponseClient tokens =
                new WebClientReactiveAuthorizationCodeTokenResponseClient();
        tokens.setWebClient(issuers.http());
        DefaultReactiveOAuth2UserService described = new DefaultReactiveOAuth2UserService();
        described.setWebClient(issuers.http());
        OidcReactiveOAuth2UserService people = new OidcReactiveOAuth2UserService();
        people.setOauth2UserService(described);
        this.answers = new OidcAuthorizationCodeReactiveAuthenticationManager(tokens, people);
        this.answers.setJwtDecoderFactory(this::idTokens);
    }

    /**
     * What was asked, of which the answer must show that it belongs to it.
     *
     * @param state that has to come back in the answer
     * @param nonce whose hash has to be in the issuer's token
     * @param verifier of which the issuer has seen the hash
     */
    record Asked(String provider, String state, String nonce, String verifier) {

        static Asked of(String provider, OAuth2AuthorizationRequest request) {
            return new Asked(
                    provider,
                    requireNonNull(request.getState()),
                    requireNonNull(request.<String>getAttribute(OidcParameterNames.NONCE)),
                    requireNonNull(request.<String>getAttribute(PkceParameterNames.CODE_VERIFIER)));
        }

        /** As it was sent. */
        OAuth2AuthorizationRequest to(ClientRegistration registration) {
            return OAuth2AuthorizationRequest.authorizationCode()
                    .authorizationUri(
                            requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
                    .clientId(registration.getClientId())
                    .redirectUri(registration.getRedirectUri())
                    .scopes(registration.getScopes())
                    .state(state)
                    .attributes(Map.of(
                            OAuth2ParameterNames.REGISTRATION_ID,
                            provider,
                            OidcParameterNames.NONCE,
                            nonce,
                            PkceParameterNames.CODE_VERIFIER,
                            verifier))
                    .build();
        }

        @Override
        public String toString() {
            return "a question to " + provider;
        }
    }

    /** What somebody's browser is to do. */
    public sealed interface Question {}

    /** Go there, with the cookie. */
    public record Redirected(URI to, ResponseCookie cookie) implements Question {}

    /** What came of it. */
    public sealed interface Answer {}

    public record Identified(ForeignIdentity identity) implements Answer {}

    /** The person did not want to, or the issuer does not let them. */
    public record Cancelled() implements Answer {}

    /** It is no answer to what this browser has asked, or none that the issuer has given, or too old. */
    public record NotBelieved() implements Answer {}

    /** The issuer does not answer, or not as one does. */
    public record Away() implements Question, Answer {}

    /** Empty if there is no such provider. */
    public Mono<Question> ask(String provider, ServerWebExchange exchange) {
        if (providers.provider(provider) == null) {
            return Mono.empty();
        }
        return requests.resolve(exchange, provider)
                .<Question>map(request -> new Redirected(
                        URI.create(request.getAuthorizationRequestUri()),
                        cookies.seal(ASKED, Asked.of(provider, request))))
                .onErrorResume(Issuers::areAway, away -> away(provider, away));
    }

    /** To be set with every answer: none is heard twice. */
    public ResponseCookie answered() {
        return cookies.none(ASKED);
    }

    /** Who has come back from the provider with the parameters of the request. */
    public Mono<Answer> hear(String provider, ServerWebExchange exchange) {
        MultiValueMap<String, String> parameters = exchange.getRequest().getQueryParams();
        Optional<Asked> asked = cookies.open(ASKED, exchange)
                .filter(one -> one.provider().equals(provider))
                .filter(one -> one.state().equals(parameters.getFirst(OAuth2ParameterNames.STATE)));
        String code = parameters.getFirst(OAuth2ParameterNames.CODE);
        if (asked.isEmpty()) {
            return Mono.just(new NotBelieved());
        }
        return code == null || code.isEmpty() ? Mono.just(new Cancelled()) : exchangeCode(asked.get(), code);
    }

    private Mono<Answer> exchangeCode(Asked asked, String code) {
        return providers
                .registration(asked.provider())
                .flatMap(registration -> answers.authenticate(new OAuth2AuthorizationCodeAuthenticationToken(
                        registration,
                        new OAuth2AuthorizationExchange(asked.to(registration), answer(asked, code, registration)))))
                .timeout(WITHIN)
                .mapNotNull(authentication -> authentication.getPrincipal())
                .ofType(OidcUser.class)
                .map(user -> identified(asked.provider(), user))
                .onErrorResume(Issuers::areAway, away -> away(asked.provider(), away))
                .onErrorResume(AuthenticationException.class, refused -> {
                    LOG.warn(
                            "sign-in with {}: {} (the person is told to try again)",
                            asked.provider(),
                            refused instanceof OAuth2AuthenticationException known
                                    ? known.getError().getErrorCode()
                                    : refused.getClass().getSimpleName());
                    return Mono.just(new NotBelieved());
                })
                .defaultIfEmpty(new NotBelieved());
    }

    private static OAuth2AuthorizationResponse answer(Asked asked, String code, ClientRegistration registration) {
        return OAuth2AuthorizationResponse.success(code)
                .state(asked.state())
                .redirectUri(requireNonNull(registration.getRedirectUri()))
                .build();
    }

    private static Mono<Away> away(String provider, Throwable failure) {
        LOG.warn("sign-in with {}: {} (other ways to sign in go on)", provider, failure.toString());
        return Mono.just(new Away());
    }

    private Answer identified(String name, OidcUser user) {
        Provider provider = providers.provider(name);
        String subject = user.getSubject();
        if (provider == null || subject == null || subject.length() > LONGEST_SUBJECT) {
            return new NotBelieved();
        }
        PersonOfToken person = PersonOfToken.from(user);
        EmailAddress email = person.address().orElse(null);
        return new Identified(new ForeignIdentity(
                name,
                provider.issuer(),
                subject,
                email == null ? null : email.typed(),
                person.provenAddress().filter(provider::isBelievedFor).isPresent(),
                person.firstName(),
                person.lastName()));
    }

    /** An ID token has to be of the issuer, for this program and not too old. Its nonce is compared afterwards. */
    private ReactiveJwtDecoder idTokens(ClientRegistration registration) {
        OidcIdTokenValidator rules = new OidcIdTokenValidator(registration);
        rules.setClock(clock);
        return token -> issuers.find(
                        requireNonNull(registration.getProviderDetails().getIssuerUri()))
                .flatMap(issuer -> issuer.verify(token))
                .doOnNext(verified -> require(rules, verified));
    }

    private static void require(OidcIdTokenValidator rules, Jwt token) {
        OAuth2TokenValidatorResult result = rules.validate(token);
        if (result.hasErrors()) {
            throw new JwtValidationException("ID token: not valid", result.getErrors());
        }
    }
}
