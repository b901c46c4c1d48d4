package io.usher.api.pages.console;

import io.usher.api.invitees.FindingInvitees;
import io.usher.api.invitees.InviteeBody;
import io.usher.api.invitees.InviteeFilter;
import io.usher.api.invitees.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What lists of people who are invited by name have in common. */
@Component
public final class ListedInvitees {

    private static final List<String> DONE = List.of("resent", "cancelled");

    private final FindingInvitees finding;

    ListedInvitees(FindingInvitees finding) {
        this.finding = finding;
    }

    /**
     * What their templates show beside the rows.
     *
     * @param done what was done last; empty = nothing
     * @param whom the id of the person to whom
     */
    public Mono<Map<String, Object>> around(Visit visit, List<InviteeBody> listed, String done, String whom) {
        Mono<Map<String, Object>> news = DONE.contains(done)
                ? finding.email(visit.caller(), whom)
                        .map(email -> Map.<String, Object>of("done", done, "whom", email))
                        .defaultIfEmpty(Map.of())
                : Mono.just(Map.of());
        return Mono.zip(news, finding.mailless(visit.organization().id(), listed))
                .map(read -> {
                    Map<String, Object> model = new HashMap<>(read.getT1());
                    model.put("mailless", read.getT2());
                    model.put("progresses", InviteeFilter.progresses());
                    model.put("statuses", InviteeFilter.STATUSES);
                    model.put("resendable", Progress.RESENDABLE);
                    model.put("cancellable", Progress.CANCELLABLE);
                    return model;
                });
    }
}
