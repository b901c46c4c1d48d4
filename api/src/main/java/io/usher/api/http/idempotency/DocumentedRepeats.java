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
                        .description("For 24 hours the same key with the same body is given the same answer; with"
                                + " another body it is refused with `idempotency-key-reused`. A refusal with 400, 409"
                                + " or 422 is such an answer, but not of an acceptance: who was refused may ask anew."
                                + " The instances of the API tell each other of acceptances through the log: one that"
                                + " has not read of the first request yet, as a rule for milliseconds, takes another"
                                + " body as another request.")
                        .schema(new StringSchema().minLength(1).maxLength(IdempotencyKey.LONGEST))));
    }
}
