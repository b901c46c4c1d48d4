package io.usher.api.http.security;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A token as it was sent, not yet checked. */
final class BearerToken extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final String token;
    private final String network;

    /** @param network where it came from */
    BearerToken(String token, String network) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.token = token;
        this.network = network;
    }

    String network() {
        return network;
    }

    @Override
    public String getCredentials() {
        return token;
    }

    @Override
    public String getPrincipal() {
        return "a bearer of a token";
    }
}
