package io.usher.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
 * Stands between clients and a TCP server, as a network does: delays what it carries, drops connections, or takes
 * connections and lets nothing through, without anybody being told.
 */
public final class Wire implements AutoCloseable {

    private static final int CHUNKS_UNDER_WAY = 256;

    private final DisposableServer entrance;
    /** Of the connections that come now; each keeps the one that it came under. */
    private volatile Condition now = new Condition();

    private volatile @Nullable String last;

    private Wire(String host, int port) {
        entrance = TcpServer.create()
                .host("localhost")
                .port(0)
                .handle((in, out) -> {
                    Condition condition = now;
                    return TcpClient.create()
                            .host(host)
                            .port(port)
                            .connect()
                            .flatMap(connection -> Mono.firstWithSignal(
                                            carry(in, connection.outbound(), condition, true),
                                            carry(connection.inbound(), out, condition, false),
                                            condition.dropped.asMono())
                                    .doFinally(end -> connection.dispose()));
                })
                .bindNow();
    }

    public static Wire to(PostgresServer server) {
        return new Wire(server.host(), server.port());
    }

    /** The server need not be there yet. */
    public static Wire to(String host, int port) {
        return new Wire(host, port);
    }

    public int port() {
        return entrance.port();
    }

    /** The database as it is reached over this wire. */
    public Database carrying(Database database) {
        return new Database("localhost", entrance.port(), database.name(), database.owner(), database.ownerPassword());
    }

    public void fallSilent() {
        now.carries.set(Carries.NOTHING);
    }

    /** Half open: what the client sends arrives, and it hears nothing. */
    public void answerNothing() {
        now.carries.set(Carries.QUESTIONS);
    }

    /** Lets a message with these words through, and nothing from then on. */
    public void fallSilentAfter(String words) {
        last = words;
    }

    public boolean isSilent() {
        return now.carries.get() == Carries.NOTHING;
    }

    /** Everything takes so much longer from now on, in each direction. */
    public void delay(Duration delay) {
        now.delay = delay;
    }

    /** Ends every connection. New ones are carried. */
    public void drop() {
        Condition before = now;
        now = new Condition();
        before.dropped.tryEmitEmpty().orThrow();
    }

    /**
     * What connects from now on is carried, without delay. On what was connected before nothing is delayed any more, but
     * nothing comes if it fell silent.
     */
    public void carryAgain() {
        last = null;
        now.delay = Duration.ZERO;
        now = new Condition();
    }

    private Mono<Void> carry(NettyInbound from, NettyOutbound to, Condition condition, boolean questions) {
        return to.sendByteArray(delayed(from.receive().asByteArray(), condition)
                        .concatMap(
                                bytes -> condition.carries.get().carries(questions) ? Mono.just(bytes) : Mono.never(),
                                1)
                        .doOnNext(bytes -> condition.carriedLast(isLast(bytes))))
                .then();
    }

    /** Each chunk for itself, as on a long line: what comes later does not wait for what came before to arrive. */
    private static Flux<byte[]> delayed(Flux<byte[]> carried, Condition condition) {
        return carried.flatMapSequential(
                bytes -> condition.delay.isZero()
                        ? Mono.just(bytes)
                        : Mono.just(bytes).delayElement(condition.delay),
                CHUNKS_UNDER_WAY);
    }

    private boolean isLast(byte[] bytes) {
        String words = last;
        return words != null && new String(bytes, ISO_8859_1).contains(words);
    }

    @Override
    public void close() {
        entrance.disposeNow();
    }

    private enum Carries {
        ALL,
        QUESTIONS,
        NOTHING;

        boolean carries(boolean question) {
            return switch (this) {
                case ALL -> true;
                case QUESTIONS -> question;
                case NOTHING -> false;
            };
        }
    }

    /** What happens to the connections that came under it. */
    private static final class Condition {

        private final AtomicReference<Carries> carries = new AtomicReference<>(Carries.ALL);
        private final Sinks.Empty<Void> dropped = Sinks.empty();
        private volatile Duration delay = Duration.ZERO;

        void carriedLast(boolean last) {
            if (last) {
                carries.compareAndSet(Carries.ALL, Carries.NOTHING);
            }
        }
    }
}
