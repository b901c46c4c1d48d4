package io.usher.runtime.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.usher.contract.event.ProofPurpose;
import io.usher.contract.id.InviteeId;
import io.usher.contract.id.ProofId;
import io.usher.runtime.links.ProofLinks.Proof;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProofLinksTest {

    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String OTHER_KEY = "fedcba9876543210".repeat(4);

    private final ProofLinks links = new ProofLinks(LinkKeys.of(KEY, ""));
    private final ProofId proof = new ProofId(UUID.randomUUID());

    @EnumSource
    @ParameterizedTest
    void aTokenIsOfItsPurposeAlone(ProofPurpose purpose) {
        String token = links.token(purpose, proof);

        assertThat(token).matches("[0-9A-Za-z]{65}");
        assertThat(links.read(token)).contains(new Proof(purpose, proof));
    }

    @Test
    void noOtherCharacterWouldDo() {
        String token = links.token(ProofPurpose.JOIN, proof);

        assertThat(IntStream.range(0, token.length())
                        .mapToObj(at -> token.substring(0, at)
                                + (token.charAt(at) == '0' ? '1' : '0')
                                + token.substring(at + 1)))
                .allSatisfy(flipped -> assertThat(links.read(flipped)).isEmpty());
        assertThat(links.read("")).isEmpty();
        assertThat(links.read(token + "0")).isEmpty();
    }

    @Test
    void theTokenOfAPersonalLinkProvesNothing() {
        PersonalLinks personal = new PersonalLinks(LinkKeys.of(KEY, ""));

        assertThat(links.read(personal.token(LinkPurpose.MAILED, new InviteeId(proof.value()), 1)))
                .isEmpty();
    }

    @Test
    void aReplacedKeyIsGoodWhileItIsThePreviousOne() {
        String token = links.token(ProofPurpose.PASSWORD, proof);

        assertThat(new ProofLinks(LinkKeys.of(OTHER_KEY, KEY)).read(token))
                .contains(new Proof(ProofPurpose.PASSWORD, proof));
        assertThat(new ProofLinks(LinkKeys.of(OTHER_KEY, "")).read(token)).isEmpty();
    }
}
