package io.usher.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Sends requests over kept connections, one at a time on each, all from the calling thread: a load generator that leaves
 * the machine to what it measures.
 */
final class HttpLoad implements AutoCloseable {

    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int DIGITS = 3;
    private static final long NO_ANSWER_NANOS = Duration.ofSeconds(40).toNanos();

    private final InetSocketAddress server;
    private final Selector selector;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Map<Integer, Integer> statuses = new HashMap<>();
    private Histogram micros = new Histogram(DIGITS);
    private int underWay;

    HttpLoad(int port, int connections) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            this.selector = Selector.open();
            for (int i = 0; i < connections; i++) {
                idle.add(new Connection());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Connection {

        private final ByteBuffer in = ByteBuffer.allocate(LONGEST_ANSWER);
        private SocketChannel channel;
        private long latencyFrom;

        Connection() throws IOException {
            this.channel = connect();
        }

        private SocketChannel connect() throws IOException {
            SocketChannel connected = SocketChannel.open(server);
            connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connected.configureBlocking(false);
            connected.register(selector, SelectionKey.OP_READ, this);
            return connected;
        }

        /** @param countedFrom since when its latency counts, as of {@link System#nanoTime} */
        void send(byte[] request, long countedFrom) throws IOException {
            latencyFrom = countedFrom;
            ByteBuffer out = ByteBuffer.wrap(request);
            while (out.hasRemaining()) {
                // Nothing else is on its way on this connection: there is room.
                int unused = channel.write(out);
            }
        }

        /** The status of the answer; 0 while it is not complete. */
        int receive() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("closed by the server");
            }
            int status = HttpAnswer.statusOf(in.array(), in.position());
            if (status != 0) {
                in.clear();
            }
            return status;
        }

        void replace() throws IOException {
            channel.close();
            in.clear();
            channel = connect();
        }
    }

    /** @param beginning of the arrivals, as of {@link System#nanoTime} */
    HttpAnswers run(Arrivals arrivals, long beginning, IntFunction<byte[]> requests) {
        try {
            return answers(arrivals, beginning, requests);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpAnswers answers(Arrivals arrivals, long beginning, IntFunction<byte[]> requests) throws IOException {
        statuses.clear();
        micros = new Histogram(DIGITS);
        replaceClosed();
        int next = 0;
        long lastAnswer = System.nanoTime();
        while (true) {
            long elapsed = System.nanoTime() - beginning;
            while (!idle.isEmpty() && !arrivals.isOver(next, elapsed) && arrivals.meantAt(next) <= elapsed) {
                begin(requests.apply(next), beginning + arrivals.latencyFrom(next, elapsed));
                next++;
                elapsed = System.nanoTime() - beginning;
            }
            boolean over = arrivals.isOver(next, elapsed);
            if (over && underWay == 0) {
                break;
            }
            await(over || idle.isEmpty() ? TimeUnit.SECONDS.toNanos(1) : arrivals.meantAt(next) - elapsed);
            if (receive()) {
                lastAnswer = System.nanoTime();
            } else if (underWay > 0 && System.nanoTime() - lastAnswer > NO_ANSWER_NANOS) {
                throw new IllegalStateException("%d requests: no answer for %d s".formatted(underWay, 40));
            } else if (underWay == 0) {
                lastAnswer = System.nanoTime();
            }
        }
        return new HttpAnswers(statuses, next, (lastAnswer - beginning) / 1e9, micros);
    }

    /** A server closes what was idle for long. */
    private void replaceClosed() throws IOException {
        await(0);
        boolean unused = receive();
    }

    private void begin(byte[] request, long latencyFrom) throws IOException {
        Connection connection = idle.remove();
        underWay++;
        try {
            connection.send(request, latencyFrom);
        } catch (IOException broken) {
            answered(connection, 0);
            connection.replace();
        }
    }

    /** The selector counts in milliseconds: what is meant to start within the next one waits for it. */
    private void await(long nanos) throws IOException {
        if (nanos > 0) {
            int unused = selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        } else {
            int unused = selector.selectNow();
        }
    }

    private boolean receive() throws IOException {
        boolean any = false;
        for (SelectionKey key : selector.selectedKeys()) {
            if (!(key.attachment() instanceof Connection connection)) {
                continue;
            }
            try {
                int status = connection.receive();
                if (status != 0) {
                    answered(connection, status);
                    any = true;
                }
            } catch (IOException broken) {
                // On an idle connection no request was lost.
                if (!idle.contains(connection)) {
                    answered(connection, 0);
                    any = true;
                }
                connection.replace();
            }
        }
        selector.selectedKeys().clear();
        return any;
    }

    private void answered(Connection connection, int status) {
        statuses.merge(status, 1, Integer::sum);
        if (status != 0) {
            micros.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - connection.latencyFrom)));
        }
        underWay--;
        idle.add(connection);
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
