package io.usher.api.pages.console.invitations;

import io.usher.api.http.problem.Refusal;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.ShowingInvitations;
import io.usher.api.invitations.ShowingInvitations.Shown;
import io.usher.api.pages.console.Visit;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The invitations of the organization that somebody is in. Those of others, which they may see elsewhere, are 404. */
@Component
final class OwnInvitations {

    private final FindingInvitations finding;
    private final ShowingInvitations showing;

    OwnInvitations(FindingInvitations finding, ShowingInvitations showing) {
        this.finding = finding;
        this.showing = showing;
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
}
