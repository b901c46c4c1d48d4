package io.usher.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.usher.contract.event.Grants;
import io.usher.contract.event.MemberEvent.MemberJoined;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.MemberId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import io.usher.contract.kafka.Topic;
import io.usher.testing.TestServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Both examples at a real broker, with events as the programs publish them: repeated, and of a type that is not known. */
final class ExampleConsumersIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final OrganizationId organization = new OrganizationId(UUID.randomUUID());
    private final String group = "example-" + organization;
    private final List<String> joined = new CopyOnWriteArrayList<>();

    /** Of this test alone: the topic holds others' events, too. */
    private final JoinedMembers members = new JoinedMembers(member -> {
        if (member.organization().equals(organization)) {
            joined.add(member.address());
        }
    });

    /** As the programs do it at their start. */
    @BeforeAll
    static void createTopics() throws Exception {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", (Object) TestServers.kafka().bootstrapServers()))) {
            admin.createTopics(Topic.all().toList()).all().get();
        }
    }

    @BeforeEach
    void publish() throws Exception {
        ProducerRecord<byte[], byte[]> ada = joined("ada@example.com");
        ProducerRecord<byte[], byte[]> later = joined("later@example.com");
        later.headers().remove("ce_type").add("ce_type", "io.usher.member.teleported.v1".getBytes(UTF_8));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record :
                    List.of(ada, ada, later, new ProducerRecord<>(ada.topic(), 0, ada.key(), (byte[]) null))) {
                producer.send(record).get();
            }
            producer.send(joined("bob@example.com")).get();
        }
    }

    private ProducerRecord<byte[], byte[]> joined(String address) {
        Instant now = Instant.now();
        return EventCodec.encode(new EventMessage(
                UUID.randomUUID().toString(),
                Source.ACCEPTANCE_WORKER,
                now,
                new MemberJoined(
                        MemberId.of(organization, address),
                        organization,
                        address,
                        address,
                        null,
                        null,
                        new InvitationId(UUID.randomUUID()),
                        new AcceptanceId(UUID.randomUUID()),
                        Grants.NONE,
                        now)));
    }

    @Test
    void thePlainConsumerHandsOverEachMemberOnceFromTheBeginning() throws Exception {
        AtomicBoolean goesOn = new AtomicBoolean(true);
        Thread consuming = Thread.ofVirtual()
                .start(() -> PlainConsumer.run(TestServers.kafka().bootstrapServers(), group, members, goesOn::get));
        try {
            awaitBoth();
        } finally {
            goesOn.set(false);
            consuming.join();
        }
    }

    @Test
    void theSpringConsumerHandsOverEachMemberOnceFromTheBeginning() {
        try (AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext()) {
            spring.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("test", Map.of("example.group", group)));
            spring.register(Listening.class);
            spring.registerBean(SpringConsumer.class, () -> new SpringConsumer(members));
            spring.refresh();

            awaitBoth();
        }
    }

    private void awaitBoth() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(joined).containsExactlyInAnyOrder("ada@example.com", "bob@example.com");
            assertThat(members.skipped()).isGreaterThanOrEqualTo(2);
        });
    }

    /** What Spring Boot sets up by {@code spring.kafka.*}. */
    @EnableKafka
    @Configuration(proxyBeanMethods = false)
    static class Listening {

        @Bean
        ConcurrentKafkaListenerContainerFactory<byte[], byte[]> kafkaListenerContainerFactory() {
            ConcurrentKafkaListenerContainerFactory<byte[], byte[]> factory =
                    new ConcurrentKafkaListenerContainerFactory<>();
            factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(
                    Map.of(
                            "bootstrap.servers",
                            TestServers.kafka().bootstrapServers(),
                            "auto.offset.reset",
                            "earliest"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer()));
            return factory;
        }
    }

    @Test
    void theTopicInTheExampleIsTheOneOfMembers() {
        assertThat(Topic.MEMBERS.topicName()).isEqualTo("onboarding.members");
    }
}
