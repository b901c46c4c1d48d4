package io.usher.api.http.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SealedAnswerTest {

    private static final Answer ANSWER = new Answer(201, Map.of("Location", "/here"), "{\"secret\":\"usher_ä\"}");
    private static final RepeatableRequest REQUEST = RepeatableRequest.of("key:1", "again", "usher_token", "POST /x");

    @Test
    void whatIsSealedOpensToTheSameAnswer() {
        assertThat(SealedAnswer.open(SealedAnswer.seal(ANSWER, REQUEST), REQUEST))
                .isEqualTo(ANSWER);
    }

    @Test
    void aSealedAnswerShowsNothing() {
        assertThat(new String(SealedAnswer.seal(ANSWER, REQUEST), ISO_8859_1)).doesNotContain("secret", "usher_");
    }

    @Test
    void theSameAnswerIsSealedDifferentlyEachTime() {
        assertThat(SealedAnswer.seal(ANSWER, REQUEST)).isNotEqualTo(SealedAnswer.seal(ANSWER, REQUEST));
    }

    @Test
    void onlyTheCallersOwnCredentialOpensIt() {
        RepeatableRequest stranger = RepeatableRequest.of("key:1", "again", "usher_other", "POST /x");

        assertThatThrownBy(() -> SealedAnswer.open(SealedAnswer.seal(ANSWER, REQUEST), stranger))
                .isInstanceOf(IllegalStateException.class);
    }
}
