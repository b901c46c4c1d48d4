package io.usher.contract.kafka;

import io.usher.contract.event.AcceptanceCommand;
import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AccountEvent;
import io.usher.contract.event.EmailCommand;
import io.usher.contract.event.EmailEvent;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantableEvent;
import io.usher.contract.event.InvitationEvent;
import io.usher.contract.event.InviteeEvent;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberEvent;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OrganizationEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;

/** The topics and the settings that they are created with. Their replication factor is the broker's default. */
public enum Topic {
    /**
     * Organizations and what they grant, for good: whoever reads it from its start knows every name that other events
     * refer to. It is not compacted, since all of an organization has one key.
     */
    ORGANIZATIONS("onboarding.organizations", Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1")),
    /** The newest state of every invitation, for good. */
    INVITATIONS(
            "onboarding.invitations", Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)),
    INVITEES("onboarding.invitees", keptFor(Duration.ofDays(30))),
    /**
     * The queue. The broker stamps each request as it appends it, so that the order of the requests and the time they
     * are judged by have one source.
     */
    ACCEPTANCES_REQUESTED(
            "onboarding.acceptances.requested",
            Map.of(
                    TopicConfig.RETENTION_MS_CONFIG,
                    millis(Duration.ofDays(30)),
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    "LogAppendTime")),
    ACCEPTANCES_DECIDED("onboarding.acceptances.decided", keptFor(Duration.ofDays(30))),
    /** What is to be done to people, soon after it was asked for. */
    MEMBERS_REQUESTED("onboarding.members.requested", keptFor(Duration.ofDays(7))),
    MEMBERS("onboarding.members", keptFor(Duration.ofDays(30))),
    /** What is to be done about mails, soon after it was asked for. */
    EMAILS_REQUESTED("onboarding.emails.requested", keptFor(Duration.ofDays(7))),
    EMAILS("onboarding.emails", keptFor(Duration.ofDays(30))),
    OPS("onboarding.ops", keptFor(Duration.ofDays(30))),
    /** Whoever is to be mailed a link was so within the day. */
    ACCOUNTS("onboarding.accounts", keptFor(Duration.ofDays(1)));

    /** As many programs of one kind as there are partitions can share the work. */
    private static final int PARTITIONS = 12;

    private static final int DEAD_LETTER_PARTITIONS = 1;

    /** The largest record that a broker takes by default, and room for the reason. */
    static final int DEAD_LETTER_BYTES = 2 * 1024 * 1024;

    private final String topicName;
    private final Map<String, String> settings;

    Topic(String topicName, Map<String, String> settings) {
        this.topicName = topicName;
        this.settings = settings;
    }

    public String topicName() {
        return topicName;
    }

    /** Where records of this topic go that cannot be processed. */
    public String deadLetters() {
        return topicName + ".dlt";
    }

    /** The partitions that every topic of events has, numbered from 0. */
    public static int partitions() {
        return PARTITIONS;
    }

    /**
     * The partition for a key, as Kafka's default partitioner chooses it among {@link #partitions}. Producers name it,
     * so that one key stays in one partition even if an operator adds others.
     */
    public static int partitionOf(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % PARTITIONS;
    }

    /** The topic that events of this kind are published to. */
    public static Topic of(Event event) {
        return switch (event) {
            case OrganizationEvent organization -> ORGANIZATIONS;
            case GrantableEvent grantable -> ORGANIZATIONS;
            case InvitationEvent invitation -> INVITATIONS;
            case InviteeEvent invitee -> INVITEES;
            case AcceptanceCommand command -> ACCEPTANCES_REQUESTED;
            case AcceptanceDecided decided -> ACCEPTANCES_DECIDED;
            case MemberCommand command -> MEMBERS_REQUESTED;
            case MemberEvent member -> MEMBERS;
            case EmailCommand command -> EMAILS_REQUESTED;
            case EmailEvent email -> EMAILS;
            case OpsEvent ops -> OPS;
            case AccountEvent account -> ACCOUNTS;
        };
    }

    /** Every topic with its dead letters, as the programs create them where they are missing. */
    public static Stream<NewTopic> all() {
        return Arrays.stream(values()).flatMap(topic -> Stream.of(topic.create(), topic.createDeadLetters()));
    }

    private NewTopic create() {
        return new NewTopic(topicName, Optional.of(PARTITIONS), Optional.empty()).configs(settings);
    }

    private NewTopic createDeadLetters() {
        return new NewTopic(deadLetters(), Optional.of(DEAD_LETTER_PARTITIONS), Optional.empty())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG,
                        millis(Duration.ofDays(30)),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(DEAD_LETTER_BYTES)));
    }

    private static Map<String, String> keptFor(Duration retention) {
        return Map.of(TopicConfig.RETENTION_MS_CONFIG, millis(retention));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
