package io.usher.api.invitations;

import io.usher.api.http.paging.SearchText;
import io.usher.api.http.problem.FieldChecks;
import io.usher.api.invitations.Invitations.Filter;
import io.usher.contract.event.InvitationMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a list of invitations from a query. */
public final class ListFilter {

    private ListFilter() {}

    /** Ends the request with 400 if a filter is wrong. An empty one filters nothing. */
    public static Filter of(@Nullable String state, @Nullable String mode, @Nullable String q, Instant now) {
        FieldChecks checks = new FieldChecks();
        Optional<Availability> wantedState =
                Optional.ofNullable(state).filter(text -> !text.isEmpty()).flatMap(Availability::named);
        if (state != null && !state.isEmpty() && wantedState.isEmpty()) {
            checks.refuse("state", "must be one of enabled, disabled, scheduled, expired, full");
        }
        Optional<InvitationMode> wantedMode = Arrays.stream(InvitationMode.values())
                .filter(known -> known.wireName().equals(mode))
                .findFirst();
        if (mode != null && !mode.isEmpty() && wantedMode.isEmpty()) {
            checks.refuse("mode", "must be one of targeted, domain, mixed, public");
        }
        String wanted = SearchText.of(q, checks);
        checks.end();
        return new Filter(wantedState.orElse(null), wantedMode.orElse(null), wanted, now);
    }
}
