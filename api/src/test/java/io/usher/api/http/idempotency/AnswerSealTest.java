package io.usher.api.http.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerSealTest {

    private static final KeptAnswer ANSWER =
            new KeptAnswer(201, Map.of("Location", "/here"), "{\"secret\":\"usher_ä\"}");
    private static final RepeatableRequest REQUEST = RepeatableRequest.of("key:1", "again", "POST /x");
    private static final String OLD = "the secret of this installation, in March";
    private static final String NEW = "the secret of this installation, in April";

    private final AnswerSeal seal = new AnswerSeal(List.of(OLD));

    @Test
    void whatIsSealedOpensToTheSameAnswer() {
        assertThat(seal.open(seal.seal(ANSWER, REQUEST), REQUEST)).isEqualTo(ANSWER);
        assertThat(new AnswerSeal(List.of(OLD)).open(seal.seal(ANSWER, REQUEST), REQUEST))
                .isEqualTo(ANSWER);
    }

    @Test
    void aSealedAnswerShowsNothing() {
        assertThat(new String(seal.seal(ANSWER, REQUEST), ISO_8859_1)).doesNotContain("secret", "usher_");
    }

    @Test
    void theSameAnswerIsSealedDifferentlyEachTime() {
        assertThat(seal.seal(ANSWER, REQUEST)).isNotEqualTo(seal.seal(ANSWER, REQUEST));
    }

    @Test
    void noOtherCallerAndNoOtherKeyOpensIt() {
        byte[] sealed = seal.seal(ANSWER, REQUEST);

        assertThatThrownBy(() -> seal.open(sealed, RepeatableRequest.of("key:2", "again", "POST /x")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> seal.open(sealed, RepeatableRequest.of("key:1", "anew", "POST /x")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPersonsAnswerIsSealedWithoutAToken() {
        RepeatableRequest request = RepeatableRequest.of("person:1", "again", "POST /x");

        assertThat(seal.open(seal.seal(ANSWER, request), request)).isEqualTo(ANSWER);
    }

    @Test
    void whoHasTheDatabaseAloneOpensNothing() {
        assertThatThrownBy(() -> new AnswerSeal(List.of(NEW)).open(seal.seal(ANSWER, REQUEST), REQUEST))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("usher.sealing-secrets")
                .hasMessageNotContaining(NEW);
    }

    @Test
    void aSecretThatWasReplacedStillOpens() {
        AnswerSeal replaced = new AnswerSeal(List.of(NEW, OLD));

        assertThat(replaced.open(seal.seal(ANSWER, REQUEST), REQUEST)).isEqualTo(ANSWER);
        assertThatThrownBy(() -> seal.open(replaced.seal(ANSWER, REQUEST), REQUEST))
                .as("the first one seals")
                .isInstanceOf(IllegalStateException.class);
    }
}
