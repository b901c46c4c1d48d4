package io.usher.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds free ports on the loopback address. Safe for several threads. */
public final class Ports {

    /** Below the ephemeral ports, so that no outgoing connection takes the port of a server that restarts. */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_767;
    private static final int TRIES = 1000;

    /** Processes that start at the same time draw from parts of their own. */
    private static final int PARTS = 64;

    private static final int OWN_SIZE = (HIGHEST + 1 - LOWEST) / PARTS;
    private static final int OWN_LOWEST =
            LOWEST + OWN_SIZE * (int) (ProcessHandle.current().pid() % PARTS);

    private static final Set<Integer> DRAWN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that is free and not ephemeral. Never the same one twice: whoever has it may not listen there yet. */
    public static int free() {
        return IntStream.concat(drawn(OWN_LOWEST, OWN_LOWEST + OWN_SIZE - 1), drawn(LOWEST, HIGHEST))
                .filter(port -> isFree(port) && DRAWN.add(port))
                .findFirst()
                .orElseThrow(() ->
                        new ServerStartException("no free port found between %d and %d".formatted(LOWEST, HIGHEST)));
    }

    private static IntStream drawn(int lowest, int highest) {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(lowest, highest + 1))
                .limit(TRIES);
    }

    /**
     * Returns the port if it is free, any free port for 0.
     *
     * @throws ServerStartException if the port is in use
     */
    public static int claim(String whose, int port) {
        if (port == 0) {
            return free();
        }
        if (!isFree(port)) {
            throw new ServerStartException(
                    "%s: port %d is taken (stop the program that listens there, or choose another port)"
                            .formatted(whose, port));
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
