package io.usher.embedded;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * One broker and controller of a cluster.
 *
 * @param id from 1
 * @param port for clients
 * @param controllers the port of each node's controller, in the order of the ids
 * @param detour null if clients connect to the broker directly
 */
public record KafkaNode(
        String clusterId,
        int id,
        int port,
        List<Integer> controllers,
        @Nullable Detour detour) {

    /**
     * A second door for clients, which sends them to another port than it has: that of a {@link FaultProxy}.
     *
     * @param port that the broker listens on
     * @param advertised the port that clients are told to use
     */
    public record Detour(int port, int advertised) {}

    static KafkaNode alone(int port) {
        return new KafkaNode(Uuid.randomUuid().toString(), 1, port, List.of(Ports.free()), null);
    }

    /** The only node of a new cluster, on free ports. */
    public static KafkaNode alone(Detour detour) {
        KafkaNode straight = alone(Ports.free());
        return new KafkaNode(straight.clusterId, straight.id, straight.port, straight.controllers, detour);
    }

    /** The nodes of a new cluster, on free ports. */
    public static List<KafkaNode> cluster(int nodes) {
        String clusterId = Uuid.randomUuid().toString();
        List<Integer> ports = IntStream.generate(Ports::free)
                .distinct()
                .limit(2L * nodes)
                .boxed()
                .toList();
        return IntStream.rangeClosed(1, nodes)
                .mapToObj(id -> new KafkaNode(clusterId, id, ports.get(id - 1), ports.subList(nodes, 2 * nodes), null))
                .toList();
    }

    int controllerPort() {
        return controllers.get(id - 1);
    }

    int replicas() {
        return controllers.size();
    }

    String voters() {
        return IntStream.rangeClosed(1, controllers.size())
                .mapToObj(voter -> "%d@localhost:%d".formatted(voter, controllers.get(voter - 1)))
                .collect(Collectors.joining(","));
    }
}
