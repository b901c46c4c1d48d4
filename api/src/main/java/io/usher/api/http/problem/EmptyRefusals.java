package io.usher.api.http.problem;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Puts problem documents into the answers of the web server to what never becomes a request: it gives them no body. */
@Sharable
final class EmptyRefusals extends ChannelOutboundHandlerAdapter {

    private static final int FIRST_REFUSAL = 400;

    private final JsonMapper json;

    EmptyRefusals(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Object answer = message instanceof FullHttpResponse empty && isEmptyRefusal(empty) ? filled(empty) : message;
        ChannelFuture unused = context.write(answer, promise);
    }

    private static boolean isEmptyRefusal(FullHttpResponse answer) {
        return answer.status().code() >= FIRST_REFUSAL
                && !answer.content().isReadable()
                && !answer.headers().contains(HttpHeaderNames.CONTENT_TYPE);
    }

    private FullHttpResponse filled(FullHttpResponse empty) {
        Problem problem = Failures.ofStatus(empty.status().code());
        byte[] document = json.writeValueAsBytes(ProblemBody.from(problem));
        FullHttpResponse filled =
                new DefaultFullHttpResponse(empty.protocolVersion(), empty.status(), Unpooled.wrappedBuffer(document));
        filled.headers()
                .set(empty.headers())
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, document.length);
        empty.release();
        return filled;
    }
}
