package io.usher.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of this machine's loopback address. */
final class Ports {

    private Ports() {}

    /** The given port where it is free, any free port for 0. */
    static int claim(String whose, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ServerStartException(
                    "%s: port %d is taken (stop what listens there, or choose another port)".formatted(whose, port), e);
        }
    }
}
