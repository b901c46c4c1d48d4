package io.usher.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds free ports on the loopback address. */
public final class Ports {

    /** Below the ephemeral ports, so that no outgoing connection takes the port of a server that restarts. */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_767;
    private static final int TRIES = 1000;

    private Ports() {}

    /** A port that is free and not ephemeral. */
    public static int free() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1))
                .limit(TRIES)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() ->
                        new ServerStartException("no free port found between %d and %d".formatted(LOWEST, HIGHEST)));
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
