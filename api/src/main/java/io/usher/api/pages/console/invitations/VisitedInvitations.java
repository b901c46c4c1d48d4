package io.usher.api.pages.console.invitations;

import io.usher.api.history.NamingCallers;
import io.usher.api.history.ReadingHistory;
import io.usher.api.http.problem.Refusal;
import io.usher.api.invitations.FindingInvitations;
import io.usher.api.invitations.Invitation;
import io.usher.api.invitations.OfferedChanges;
import io.usher.api.invitations.OfferedChanges.Offered;
import io.usher.api.invitations.ShowingInvitations;
import io.usher.api.invitations.ShowingInvitations.Shown;
import io.usher.api.pages.console.Visit;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The invitations of the organization that somebody is in. Those of others, which they may see elsewhere, are 404. */
@Component
final class VisitedInvitations {

    private final FindingInvitations finding;
    private final ShowingInvitations showing;
    private final OfferedChanges offered;
    private final NamingCallers naming;
    private final ReadingHistory history;

    VisitedInvitations(
            FindingInvitations finding,
            ShowingInvitations showing,
            OfferedChanges offered,
            NamingCallers naming,
            ReadingHistory history) {
        this.finding = finding;
        this.showing = showing;
        this.offered = offered;
        this.naming = naming;
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

    /** What pages show around invitations: {@code offered}, what the visitor may do to them; {@code authors}, who made them. */
    Mono<Map<String, Object>> around(Visit visit, List<Invitation> invitations) {
        return Mono.zip(
                        offered.of(visit.caller(), visit.organization().id(), invitations),
                        naming.of(
                                visit.organization().id(),
                                invitations.stream().map(Invitation::createdBy).toList()))
                .map(read -> Map.of("offered", read.getT1(), "authors", read.getT2()));
    }

    /** What the visitor may do to it. */
    Mono<Offered> offered(Visit visit, Invitation invitation) {
        return offered.of(visit.caller(), visit.organization().id(), List.of(invitation));
    }

    /** Who did something to it last, as the audit log calls them; empty text if nobody is known. */
    Mono<String> lastAuthor(Visit visit, Invitation invitation) {
        return history.lastActor(visit.organization().id(), invitation.id().value())
                .defaultIfEmpty("");
    }
}
