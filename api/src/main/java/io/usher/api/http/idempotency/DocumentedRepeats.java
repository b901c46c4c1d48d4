package io.usher.api.http.idempotency;

import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the Idempotency-Key of every POST into the OpenAPI document. */
@Configuration(proxyBeanMethods = false)
class DocumentedRepeats {

    @Bean
    OpenApiCustomizer repeatsInDocument() {
        return document -> document.getPaths().values().stream()
                .map(PathItem::getPost)
                .filter(Objects::nonNull)
                .forEach(post -> post.addParametersItem(new HeaderParameter()
                        .name(IdempotencyKey.HEADER)
                        .description(
                                "For 24 hours the same request under the same key gets the same answer, and another"
                                        + " request under it is refused with `idempotency-key-reused`. A refusal with 400, 409"
                                        + " or 422 is such an answer; that of a request for a seat is known to the instance of"
                                        + " the API alone that has refused it. Keys of requests for seats that are in the queue"
                                        + " are published in the log, which each instance reads: an instance that has not read the first request, normally for"
                                        + " milliseconds, accepts another request under its key. Requests for seats are"
                                        + " compared only with each other and with withdrawals: under a key that any other POST"
                                        + " has used, a request for a seat is accepted.")
                        .schema(new StringSchema().minLength(1).maxLength(IdempotencyKey.LONGEST))));
    }
}
