package io.usher.contract.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What somebody proves an address for. */
public enum ProofPurpose {
    /** To have an account, and to accept the invitation if there is one. */
    JOIN,
    SIGN_IN,
    /** To choose a new password. */
    PASSWORD,
    /** To sign in with an identity of an OpenID Connect issuer from then on. */
    LINK_IDENTITY;

    /** The name in JSON and in the database. */
    @JsonValue
    public String wireName() {
        return WireNames.of(this);
    }

    /** The value of that name; IllegalArgumentException when there is none. */
    @JsonCreator
    public static ProofPurpose of(String wireName) {
        return WireNames.read(ProofPurpose.class, wireName);
    }
}
