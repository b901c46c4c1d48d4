package io.usher.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LayerTest {

    @Test
    void whatTheJdkDoesIsDoneForItsCaller() {
        assertThat(Layer.of(List.of(
                        "java.util.HashMap", "io.r2dbc.postgresql.codec.StringCodec", "reactor.core.publisher.Mono")))
                .isEqualTo("R2DBC driver");
    }

    @Test
    void theInnermostLayerCounts() {
        assertThat(Layer.of(List.of("tools.jackson.core.JsonGenerator", "io.usher.contract.kafka.EventCodec")))
                .isEqualTo("JSON");
        assertThat(Layer.of(List.of("io.usher.acceptance.deciding.SeatDecider")))
                .isEqualTo("rules");
        assertThat(Layer.of(List.of("io.usher.acceptance.deciding.r2dbc.Rows"))).isEqualTo("binding and reading rows");
        assertThat(Layer.of(List.of("org.springframework.http.HttpHeaders"))).isEqualTo("Spring Web");
    }

    @Test
    void whatKafkaSharesBelongsToWhoCalledIt() {
        assertThat(Layer.of(List.of(
                        "org.apache.kafka.common.record.DefaultRecord",
                        "org.apache.kafka.clients.producer.internals.ProducerBatch")))
                .isEqualTo("Kafka producer");
    }

    @Test
    void whatBelongsNowhereIsOther() {
        assertThat(Layer.of(List.of("java.lang.Thread"))).isEqualTo("other");
    }
}
