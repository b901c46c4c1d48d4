package io.usher.api.access.web;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A token as it was sent, not yet checked. */
final class BearerToken extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final String token;

    BearerToken(String token) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.token = token;
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
