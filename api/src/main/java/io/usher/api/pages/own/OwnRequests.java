package io.usher.api.pages.own;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.Outcome;
import io.usher.api.acceptances.following.FollowingAcceptances;
import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.pages.landing.OpeningLinks;
import io.usher.api.people.OwnInvitations;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What somebody waits for: decisions, and seats. */
@Component
public final class OwnRequests {

    /** Each takes some statements, and a person waits on few lists. */
    private static final int MOST = 20;

    private final OwnInvitations invitations;
    private final FollowingAcceptances following;
    private final OpeningLinks links;

    OwnRequests(OwnInvitations invitations, FollowingAcceptances following, OpeningLinks links) {
        this.invitations = invitations;
        this.following = following;
        this.links = links;
    }

    /** Somebody's request, or their place on a waiting list. */
    public record Waiting(Acceptance acceptance, String name, String organization) {

        public boolean isPending() {
            return acceptance.outcome() == Outcome.PENDING;
        }
    }

    /** Places on waiting lists, the oldest first; then what is not decided, once for each invitation. */
    Flux<Waiting> waiting(SignedIn person) {
        return invitations
                .queued(person.email())
                .take(MOST)
                .collectList()
                .flatMapIterable(all -> all)
                .concatMap(id -> following.findOwn(person.email(), id))
                .concatWith(following.pendingOf(person.email()).take(MOST))
                .distinct(Acceptance::invitation)
                .concatMap(this::waiting);
    }

    private Mono<Waiting> waiting(Acceptance acceptance) {
        return links.find(acceptance.invitation())
                .map(link -> new Waiting(
                        acceptance,
                        link.invitation().terms().name(),
                        link.organization().name()));
    }
}
