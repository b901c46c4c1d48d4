package io.usher.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.usher.embedded.Database;
import io.usher.embedded.PostgresServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/**
 * A proxy between clients and a TCP server that fails as a network does: it delays bytes, drops connections, or accepts
 * connections and forwards nothing, without closing them. Safe for several threads.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int MAX_CHUNKS_IN_FLIGHT = 256;

    private final DisposableServer listener;
    /** The condition of new connections; a connection keeps the one it was opened under. */
    private volatile Condition current = new Condition();

    private volatile @Nullable String stallText;

    private FaultProxy(String host, int port) {
        listener = TcpServer.create()
                .host("localhost")
                .port(0)
                .handle((in, out) -> {
                    Condition condition = current;
                    return TcpClient.newConnection()
                            .host(host)
                            .port(port)
                            .connect()
                            .flatMap(connection -> Mono.firstWithSignal(
                                            forward(in, connection.outbound(), condition, true),
                                            forward(connection.inbound(), out, condition, false),
                                            condition.dropped.asMono())
                                    .doFinally(end -> connection.dispose()));
                })
                .bindNow();
    }

    public static FaultProxy to(PostgresServer server) {
        return new FaultProxy(server.host(), server.port());
    }

    /** The server does not have to run yet. */
    public static FaultProxy to(String host, int port) {
        return new FaultProxy(host, port);
    }

    public int port() {
        return listener.port();
    }

    /** The same database, with the address of this proxy. */
    public Database through(Database database) {
        return new Database("localhost", listener.port(), database.name(), database.owner(), database.ownerPassword());
    }

    /** Forwards nothing in either direction until {@link #restore()}. */
    public void stall() {
        current.forwarding.set(Forwarding.NOTHING);
    }

    /** Half open: what the client sends reaches the server, but no response comes back. */
    public void dropResponses() {
        current.forwarding.set(Forwarding.REQUESTS);
    }

    /** Forwards a message that contains this text, and stalls its connections afterwards. */
    public void stallAfter(String text) {
        stallText = text;
    }

    public boolean isStalled() {
        return current.forwarding.get() == Forwarding.NOTHING;
    }

    /** Delays everything from now on, in each direction. */
    public void delay(Duration delay) {
        current.delay = delay;
    }

    /** Closes every connection. New ones work. */
    public void dropConnections() {
        Condition before = current;
        current = new Condition();
        before.dropped.tryEmitEmpty().orThrow();
    }

    /**
     * New connections work, without delay. Connections that exist are not delayed any more, but those that were stalled
     * stay stalled.
     */
    public void restore() {
        stallText = null;
        current.delay = Duration.ZERO;
        current = new Condition();
    }

    private Mono<Void> forward(NettyInbound from, NettyOutbound to, Condition condition, boolean requests) {
        return to.sendByteArray(delayed(from.receive().asByteArray(), condition)
                        .concatMap(
                                bytes -> condition.forwarding.get().allows(requests) ? Mono.just(bytes) : Mono.never(),
                                1)
                        .doOnNext(bytes -> condition.forwarded(isLast(bytes))))
                .then();
    }

    /** Delays each chunk on its own, as latency does: a chunk does not wait until the one before it has arrived. */
    private static Flux<byte[]> delayed(Flux<byte[]> chunks, Condition condition) {
        return chunks.flatMapSequential(
                bytes -> condition.delay.isZero()
                        ? Mono.just(bytes)
                        : Mono.just(bytes).delayElement(condition.delay),
                MAX_CHUNKS_IN_FLIGHT);
    }

    private boolean isLast(byte[] bytes) {
        String text = stallText;
        return text != null && new String(bytes, ISO_8859_1).contains(text);
    }

    @Override
    public void close() {
        listener.disposeNow();
    }

    private enum Forwarding {
        ALL,
        REQUESTS,
        NOTHING;

        boolean allows(boolean request) {
            return switch (this) {
                case ALL -> true;
                case REQUESTS -> request;
                case NOTHING -> false;
            };
        }
    }

    /** What happens to the connections that were opened under it. */
    private static final class Condition {

        private final AtomicReference<Forwarding> forwarding = new AtomicReference<>(Forwarding.ALL);
        private final Sinks.Empty<Void> dropped = Sinks.empty();
        private volatile Duration delay = Duration.ZERO;

        void forwarded(boolean last) {
            if (last) {
                forwarding.compareAndSet(Forwarding.ALL, Forwarding.NOTHING);
            }
        }
    }
}
