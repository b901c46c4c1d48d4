package io.usher.api.pages.console.invitations;

import io.usher.api.history.EntryFilter;
import io.usher.api.history.ReadingHistory;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.ShowingInvitations;
import io.usher.api.invitations.ShowingInvitations.Shown;
import io.usher.api.pages.console.Visit;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The invitations of the organization that somebody is in. Those of others, which they may see elsewhere, are 404. */
@Component
final class VisitedInvitations {

    private final FindingInvitations finding;
    private final ShowingInvitations showing;
    private final ReadingHistory history;

    VisitedInvitations(FindingInvitations finding, ShowingInvitations showing, ReadingHistory history) {
        this.finding = finding;
        this.showing = showing;
        this.history = history;
    }

    Mono<Invitation> find(Visit visit, String invitation) {
        return finding.find(visit.caller(), invitation)
                .filter(found ->
                        found.organization().equals(visit.organization().id()))
                .switchIfEmpty(Mono.error(Refusal::notFound));
    }

    Mono<Shown> show(Visit visit, String invitation) {
        return find(visit, invitation).flatMap(showing::show);
    }

    /** Who did something to it last, as the audit log calls them; empty text if the visitor may not know. */
    Mono<String> lastAuthor(Visit visit, String invitation) {
        return visit.rights().allow(Action.READ_AUDIT)
                ? history.open(visit.caller(), visit.reference())
                        .flatMap(log ->
                                history.list(log, EntryFilter.ofSubject(invitation), new PageRequest("audit", 1, null)))
                        .mapNotNull(found -> found.items().isEmpty()
                                ? null
                                : found.items().getFirst().actor().name())
                        .defaultIfEmpty("")
                : Mono.just("");
    }
}
