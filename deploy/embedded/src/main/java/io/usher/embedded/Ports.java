package io.usher.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports of this machine's loopback address. */
public final class Ports {

    /** Below those that systems give to outgoing connections: a port is still free when a server stops and starts. */
    private static final int LOWEST = 10_000;

    private static final int HIGHEST = 32_767;
    private static final int TRIES = 1000;

    private Ports() {}

    /** A port where nobody listens, and which no outgoing connection takes before its server does. */
    public static int free() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1))
                .limit(TRIES)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() ->
                        new ServerStartException("no free port found between %d and %d".formatted(LOWEST, HIGHEST)));
    }

    /** The given port where it is free, any free port for 0. */
    public static int claim(String whose, int port) {
        if (port == 0) {
            return free();
        }
        if (!isFree(port)) {
            throw new ServerStartException(
                    "%s: port %d is taken (stop what listens there, or choose another port)".formatted(whose, port));
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
