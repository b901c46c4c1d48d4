package io.usher.api.mails;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Tag(name = "Delivery reports", description = "What mail servers say, after they took a mail, of its delivery")
@RestController
@RequestMapping(path = "/api/v1/ops/delivery-reports", produces = MediaType.APPLICATION_JSON_VALUE)
class DeliveryReportController {

    static final String MAIL = "message/rfc822";

    private final ReportingDeliveries reporting;
    private final RepeatablePosts posts;

    DeliveryReportController(ReportingDeliveries reporting, RepeatablePosts posts) {
        this.reporting = reporting;
        this.posts = posts;
    }

    @Operation(
            summary = "Report a delivery",
            description =
                    "Takes a delivery report (RFC 3464) as the mail that it came as, of at most 1 MB. If it says `Action: failed`"
                            + " with a `Status` of the class 5 about a mail that Usher sent, by its `Message-ID` and its"
                            + " recipient, the mail's status becomes `bounced` soon if there is no such mailbox (5.1.x,"
                            + " 5.2.1), and the organization sends no more invitations there; otherwise it becomes"
                            + " `failed`. All else changes nothing:"
                            + " delays, other recipients, mails of others. Takes a key of the platform with `ops`. Refused"
                            + " with `not-a-delivery-report` if it is another mail.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(mediaType = MAIL, schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "202",
            description = "It is passed on",
            content = @Content(schema = @Schema(implementation = ReportedBody.class)))
    @ApiResponse(responseCode = "422", description = "`not-a-delivery-report`, or `idempotency-key-reused`")
    @Takes(Action.REPORT_DELIVERIES)
    @PostMapping(consumes = MAIL)
    Mono<ResponseEntity<byte[]>> report(Caller caller, ServerHttpRequest request, @RequestBody byte[] mail) {
        ReportingDeliveries.require(caller);
        return Mono.fromCallable(() -> DeliveryReport.read(mail))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(report -> posts.answer(
                        request,
                        caller,
                        report,
                        Mono.empty(),
                        () -> reporting.report(report).map(reported -> posts.begun(new ReportedBody(reported)))));
    }

    /** What a report has come to. */
    @Schema(name = "ReportedDeliveries")
    record ReportedBody(
            @Schema(description = "Recipients of a mail that may be Usher's to whom it will not be delivered")
            int reported) {}
}
