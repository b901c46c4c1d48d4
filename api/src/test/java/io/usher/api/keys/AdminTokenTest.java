package io.usher.api.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "short",
                "fifteen-charact",
                "sixteen chars ok",
                "sixteen-chars-ok\n",
                "no-commas,please,",
                "=equals-at-the-start",
                "sëchzehn-zeichen"
            })
    void aTokenThatIsShortOrCannotBeSentIsRefusedInOneLineThatDoesNotShowIt(String token) {
        assertThatThrownBy(() -> new AdminToken(token))
                .isInstanceOf(UnusableAdminToken.class)
                .hasMessageNotContaining(token.isBlank() ? "\n" : token)
                .hasMessageContaining("USHER_ADMIN_TOKEN")
                .hasMessageNotContaining("\n");
    }

    @Test
    void sixteenCharactersWillDo() {
        assertThat(new AdminToken("sixteen-chars-ok").isSet()).isTrue();
        assertThat(new AdminToken("").isSet()).isFalse();
    }
}
