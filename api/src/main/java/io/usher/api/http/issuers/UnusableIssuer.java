package io.usher.api.http.issuers;

/** An issuer does not answer, or not as an OpenID Connect issuer of that name does. */
public final class UnusableIssuer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnusableIssuer(String issuer, Throwable cause) {
        super("issuer " + issuer + ": no usable metadata (" + cause + ")", cause);
    }
}
