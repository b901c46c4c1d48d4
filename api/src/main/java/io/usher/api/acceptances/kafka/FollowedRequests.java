package io.usher.api.acceptances.kafka;

import io.usher.api.acceptances.Acceptance;
import io.usher.api.acceptances.AcceptanceFilter;
import io.usher.api.acceptances.cache.PendingIndex;
import io.usher.api.acceptances.following.PendingRequests;
import io.usher.api.acceptances.r2dbc.DecidedPositions;
import io.usher.api.acceptances.topics.TopicFollower;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.InvitationId;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** The pending requests. They are complete only while their topic is followed. */
record FollowedRequests(PendingIndex index, TopicFollower follower, DecidedPositions positions)
        implements PendingRequests {

    @Override
    public Optional<Acceptance> find(AcceptanceId id) {
        return index.find(id);
    }

    @Override
    public Mono<Void> dropDecided() {
        return positions.current().doOnNext(index::decided).then();
    }

    @Override
    public Stream<Acceptance> of(InvitationId invitation, AcceptanceFilter filter) {
        return index.of(invitation, filter);
    }

    @Override
    public Stream<Acceptance> of(EmailAddress person) {
        return index.of(person);
    }

    @Override
    public boolean complete() {
        return follower.isFollowing() && index.complete();
    }
}
