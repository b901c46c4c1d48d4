package io.usher.contract.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

final class TopicTest {

    @Test
    void consumersFindTheTopicsUnderTheNamesThatTheyWerePromised() {
        assertThat(Topic.values())
                .extracting(Topic::topicName)
                .contains(
                        "onboarding.organizations",
                        "onboarding.accounts",
                        "onboarding.invitations",
                        "onboarding.invitees",
                        "onboarding.acceptances.requested",
                        "onboarding.acceptances.decided",
                        "onboarding.members.requested",
                        "onboarding.members",
                        "onboarding.emails",
                        "onboarding.ops");
        assertThat(Topic.values())
                .allSatisfy(topic -> assertThat(topic.deadLetters()).isEqualTo(topic.topicName() + ".dlt"));
    }

    /** Other producers and consumers of a key meet ours in one partition. */
    @Test
    void keysAreSpreadAsByKafkasDefaultPartitioner() {
        assertThat(IntStream.range(0, 1000).mapToObj(number -> ("key-" + number).getBytes(UTF_8)))
                .allSatisfy(key -> assertThat(Topic.partitionOf(key))
                        .isEqualTo(BuiltInPartitioner.partitionForKey(key, Topic.partitions())));
    }
}
