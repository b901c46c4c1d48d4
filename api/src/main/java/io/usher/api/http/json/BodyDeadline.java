package io.usher.api.http.json;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.usher.api.http.uploads.Uploads;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long a connection may take to send the body of a request, whoever reads it; a file may take longer, but not
 * pause for as long. A request whose body is late or broken is answered 408 or 400, whatever else becomes of it. A head that
 * cannot be read is answered here, too: Reactor Netty 1.3.6 never answers one that comes before it is done with the request
 * before. Once a request is answered before its body is there, the connection takes no other: the rest of the body is
 * dropped, until it ends or is late, and the connection is closed.
 */
final class BodyDeadline extends ChannelDuplexHandler {

    private static final int FIRST_FINAL_STATUS = 200;

    private final Duration within;
    private final Duration uploadWithin;

    private int received;
    private int answered;
    private boolean bodyOpen;
    private boolean refused;
    private boolean closing;
    private boolean upload;
    private long uploadEnds;
    private @Nullable Future<?> deadline;

    /**
     * @param within for a body, or for the next bytes of a file
     * @param uploadWithin for all of a file
     */
    BodyDeadline(Duration within, Duration uploadWithin) {
        this.within = within;
        this.uploadWithin = uploadWithin;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing) {
            drop(context, message);
            return;
        }
        if (message instanceof HttpObject part && part.decoderResult().isFailure() && isNext(part)) {
            ReferenceCountUtil.release(message);
            refuse(context, statusOf(part.decoderResult().cause()));
            return;
        }
        if (message instanceof HttpRequest request) {
            received++;
            bodyOpen = true;
            upload = Uploads.isOne(request.method().name(), request.uri());
            uploadEnds = System.nanoTime() + uploadWithin.toNanos();
        }
        if (message instanceof LastHttpContent) {
            bodyOpen = false;
            stopWaiting();
        }
        context.fireChannelRead(message);
    }

    /** An unreadable head may come while earlier requests are not answered yet: then it waits for its turn. */
    private boolean isNext(HttpObject part) {
        return !(part instanceof HttpRequest) || answered == received;
    }

    private static HttpResponseStatus statusOf(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            case TooLongHttpHeaderException header -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    private static void drop(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            ChannelFuture unused = context.close();
        }
    }

    /** Most bodies come with their head: only what is still missing then is waited for. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (bodyOpen) {
            if (isUnderWay()) {
                stopWaiting();
            }
            await(context);
        }
        if (closing) {
            context.read();
        }
        context.fireChannelReadComplete();
    }

    private void await(ChannelHandlerContext context) {
        if (deadline == null) {
            deadline = context.executor().schedule(() -> late(context), patience(), TimeUnit.NANOSECONDS);
        }
    }

    private long patience() {
        return isUnderWay() ? Math.min(within.toNanos(), uploadEnds - System.nanoTime()) : within.toNanos();
    }

    private boolean isUnderWay() {
        return upload && !closing;
    }

    private void late(ChannelHandlerContext context) {
        deadline = null;
        if (closing || answered + 1 < received) {
            ChannelFuture unused = context.close();
        } else {
            refuse(context, HttpResponseStatus.REQUEST_TIMEOUT);
        }
    }

    /** Whoever may still wait for the body learns from the end of the connection that it does not come. */
    private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        stopWaiting();
        refused = true;
        closing = true;
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        answer.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        ChannelFuture unused = context.writeAndFlush(answer).addListener(done -> endOutput(context));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (refused) {
            ReferenceCountUtil.release(message);
            boolean unused = promise.trySuccess();
            return;
        }
        if (message instanceof HttpResponse response && response.status().code() >= FIRST_FINAL_STATUS) {
            answered++;
            if (bodyOpen && answered == received) {
                response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
                closing = true;
            }
        }
        ChannelPromise written = promise;
        if (closing && message instanceof LastHttpContent) {
            written = promise.unvoid().addListener(done -> endOutput(context));
        }
        ChannelFuture unused = context.write(message, written);
    }

    /** The answer ends the stream; to close at once could take it back from a caller who is still sending. */
    private void endOutput(ChannelHandlerContext context) {
        await(context);
        if (context.channel() instanceof DuplexChannel channel) {
            ChannelFuture unused = channel.shutdownOutput();
        }
        context.read();
    }

    private void stopWaiting() {
        if (deadline != null) {
            boolean unused = deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopWaiting();
        context.fireChannelInactive();
    }
}
