package io.usher.resilience;

import static io.usher.resilience.SmallEvidence.assertFound;
import static org.assertj.core.api.Assertions.assertThat;

import io.usher.resilience.Evidence.Position;
import org.junit.jupiter.api.Test;

/** Evidence without fault passes. */
class FinalCheckTest {

    @Test
    void evidenceWithoutFaultPasses() {
        assertThat(new SmallEvidence().violations()).isEmpty();
    }

    @Test
    void aPositionBeforeTheEndOfTheLogIsFound() {
        assertFound("position", evidence -> evidence.positions.add(new Position(1, 3, 4)));
    }
}
