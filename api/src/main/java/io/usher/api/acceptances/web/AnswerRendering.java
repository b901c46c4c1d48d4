package io.usher.api.acceptances.web;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.asking.Answer;
import io.usher.api.acceptances.asking.Answer.Decided;
import io.usher.api.acceptances.asking.Answer.Queued;
import io.usher.api.acceptances.asking.Answer.Refused;
import io.usher.api.commands.WaitPreference;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;

/** The answer to a request for a seat, as HTTP. */
final class AnswerRendering {

    private static final String PREFERENCE_APPLIED = "Preference-Applied";

    private AnswerRendering() {}

    /** @param patience how long the caller was ready to wait */
    static ResponseEntity<Object> render(Answer answer, Duration patience) {
        return switch (answer) {
            case Queued queued -> {
                BodyBuilder accepted = ResponseEntity.accepted().location(location(queued.acceptance()));
                if (queued.waited()) {
                    accepted.header(PREFERENCE_APPLIED, WaitPreference.applied(patience));
                }
                yield accepted.body(PendingBody.from(queued.acceptance()));
            }
            case Decided decided ->
                ResponseEntity.ok()
                        .location(location(decided.acceptance()))
                        .header(PREFERENCE_APPLIED, WaitPreference.applied(patience))
                        .body(AcceptanceBody.from(decided.acceptance()));
            case Refused refused -> throw refused.refusal();
        };
    }

    private static URI location(Acceptance acceptance) {
        return URI.create("/api/v1/acceptances/" + acceptance.id());
    }
}
