package io.usher.api.imports;

import io.usher.api.http.problem.Refusal;
import java.util.List;
import java.util.Map;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.http.codec.multipart.PartEventHttpMessageReader;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/** The file that a request brings: its body, or the one file of a form. Never whole in memory, nor on a disk. */
final class UploadedBody {

    private static final ResolvableType PART_EVENT = ResolvableType.forClass(PartEvent.class);

    private boolean ended;

    private UploadedBody() {}

    /** To be subscribed to once. */
    static Flux<byte[]> of(ServerHttpRequest request) {
        MediaType type = request.getHeaders().getContentType();
        if (type == null || !type.isCompatibleWith(MediaType.MULTIPART_FORM_DATA)) {
            return request.getBody().map(UploadedBody::bytes);
        }
        UploadedBody body = new UploadedBody();
        return new PartEventHttpMessageReader()
                .read(PART_EVENT, new OfHeapBuffers(request), Map.of())
                // What the reader throws if the headers of a part are none, or long, as is a part without a file.
                .onErrorMap(IllegalArgumentException.class, headers -> malformed())
                .onErrorMap(DataBufferLimitException.class, headers -> malformed())
                .ofType(PartEvent.class)
                .handle(body::take)
                .switchIfEmpty(Flux.error(() -> Refusal.invalid("file", "is required")));
    }

    private static Refusal malformed() {
        return Refusal.malformed("The form has a part that cannot be read.", List.of());
    }

    private void take(PartEvent event, SynchronousSink<byte[]> sink) {
        byte[] bytes = bytes(event.content());
        if (!(event instanceof FilePartEvent file) || file.filename().isEmpty()) {
            return;
        }
        if (ended) {
            sink.error(Refusal.invalid("file", "must be one file"));
            return;
        }
        ended = event.isLast();
        sink.next(bytes);
    }

    /** The reader of Spring 7.0 releases a buffer of a broken form twice: one of a pool could be another request's by then. */
    private static final class OfHeapBuffers extends ServerHttpRequestDecorator {

        OfHeapBuffers(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return super.getBody().map(UploadedBody::bytes).map(DefaultDataBufferFactory.sharedInstance::wrap);
        }
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
