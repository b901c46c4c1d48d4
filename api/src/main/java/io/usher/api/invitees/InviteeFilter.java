package io.usher.api.invitees;

import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import io.usher.api.http.paging.QueryArgument;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.problem.FieldChecks;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Which invitees; null = any.
 *
 * @param q part of a name or an address
 */
public record InviteeFilter(
        @Nullable Progress progress,
        @Nullable String emailStatus,
        @Nullable String q) {

    public static final InviteeFilter ANY = ofText(null);

    private static final String PROGRESS = "progress";
    private static final String EMAIL_STATUS = "emailStatus";
    public static final List<String> STATUSES =
            List.of("not-sent", "queued", "sent", "bounced", "failed", "suppressed");

    /** Those of whom a name or the address has the text; null = all. */
    public static InviteeFilter ofText(@Nullable String q) {
        return new InviteeFilter(null, null, q);
    }

    /** Whether they are found by an index of texts. */
    boolean isIndexedText() {
        return q != null && SearchText.isIndexed(q);
    }

    /** Ends the request with 400 if a filter is wrong. An empty one filters nothing. */
    public static InviteeFilter from(ServerHttpRequest request) {
        FieldChecks checks = new FieldChecks();
        String progress = QueryArgument.text(request, PROGRESS);
        Optional<Progress> wanted =
                Optional.ofNullable(progress).filter(text -> !text.isEmpty()).flatMap(Progress::named);
        if (progress != null && !progress.isEmpty() && wanted.isEmpty()) {
            checks.refuse(PROGRESS, "must be one of " + String.join(", ", progresses()));
        }
        String emailStatus = QueryArgument.text(request, EMAIL_STATUS);
        String status = emailStatus == null || emailStatus.isEmpty() ? null : emailStatus;
        if (status != null && !STATUSES.contains(status)) {
            checks.refuse(EMAIL_STATUS, "must be one of " + String.join(", ", STATUSES));
        }
        String q = SearchText.of(QueryArgument.text(request, SearchText.PARAMETER), checks);
        checks.end();
        return new InviteeFilter(wanted.orElse(null), status, q);
    }

    /** The query parameters for the OpenAPI document. */
    static List<QueryParameter> parameters() {
        return List.of(
                QueryArgument.parameter(PROGRESS, null, new StringSchema()._enum(progresses())),
                QueryArgument.parameter(EMAIL_STATUS, null, new StringSchema()._enum(STATUSES)),
                QueryArgument.text(SearchText.PARAMETER, "Part of a name or an address"));
    }

    public static List<String> progresses() {
        return Arrays.stream(Progress.values()).map(Progress::wireName).toList();
    }
}
