package io.usher.api.invitations;

import java.security.SecureRandom;

/** What the link of an invitation ends with: short, and not to be guessed. */
final class InvitationCode {

    /** Letters and digits only: mail programs cut links at other characters. */
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** 22 of 62 characters are 130 bits. */
    private static final int LENGTH = 22;

    private static final SecureRandom RANDOM = new SecureRandom();

    private InvitationCode() {}

    static String create() {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
