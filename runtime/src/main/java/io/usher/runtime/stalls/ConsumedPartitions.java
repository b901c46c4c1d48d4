package io.usher.runtime.stalls;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/**
 * The partitions that one consumer of this instance consumes.
 *
 * @param group Kafka's name for the consumers that share the partitions
 * @param next the first offset of each of them that is not consumed; a partition whose position is not known at the moment
 *     keeps the one that was known before. Partitions of other instances are absent
 */
public record ConsumedPartitions(String group, Mono<Map<TopicPartition, Long>> next) {}
