package io.usher.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a program spends its CPU on. A sample belongs to the layer of its innermost frame that belongs to any: what the
 * JDK does is done for whoever calls it.
 */
enum Layer {
    SEND("Kafka producer", "org.apache.kafka.clients.producer."),
    RECEIVE("Kafka consumer", "org.apache.kafka.clients.consumer."),
    SPRING_KAFKA("Spring Kafka, reactor-kafka", "org.springframework.kafka.", "reactor.kafka."),
    KAFKA_NETWORK("Kafka network", "org.apache.kafka.clients.", "org.apache.kafka.common.network."),
    JSON("JSON", "tools.jackson.", "com.fasterxml."),
    TEMPLATES("templates", "org.thymeleaf.", "org.attoparser.", "org.unbescape.", "org.springframework.expression."),
    MIME("MIME and SMTP", "jakarta.mail.", "org.eclipse.angus."),
    CLOUD_EVENTS("CloudEvents", "io.cloudevents."),
    CODEC("events: codec", "io.usher.contract."),
    DRIVER("R2DBC driver", "io.r2dbc.", "org.springframework.r2dbc.", "org.springframework.data.r2dbc."),
    STATEMENTS("binding and reading rows", "io.usher.acceptance.deciding.r2dbc."),
    READING("requests: reading", "io.usher.acceptance.deciding.kafka."),
    RULES("rules", "io.usher.acceptance.deciding."),
    ASKING("asking for seats", "io.usher.api.acceptances."),
    ACCESS("security", "org.springframework.security.", "io.usher.api.http.security."),
    SESSIONS("accounts and sessions", "io.usher.api.accounts."),
    PAGES("pages", "io.usher.api.pages."),
    METRICS("metrics and observations", "io.micrometer.", "org.springframework.http.server.reactive.observation."),
    WEB("Spring Web", "org.springframework.", "io.usher.api."),
    NETTY("Netty", "io.netty.", "reactor.netty."),
    REACTOR("Reactor", "reactor.");

    /** For samples of no layer. */
    static final String OTHER = "other";

    private final String title;
    private final List<String> prefixes;

    Layer(String title, String... prefixes) {
        this.title = title;
        this.prefixes = List.of(prefixes);
    }

    /** @param classes of the frames, innermost first */
    static String of(List<String> classes) {
        return classes.stream()
                .flatMap(name -> of(name).stream())
                .findFirst()
                .map(layer -> layer.title)
                .orElse(OTHER);
    }

    /** The first one fits best. */
    private static Optional<Layer> of(String className) {
        return Arrays.stream(values())
                .filter(layer -> layer.prefixes.stream().anyMatch(className::startsWith))
                .findFirst();
    }
}
