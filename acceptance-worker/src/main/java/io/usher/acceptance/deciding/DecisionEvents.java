package io.usher.acceptance.deciding;

import static java.util.Objects.requireNonNull;

import io.usher.acceptance.deciding.Decision.Dismissed;
import io.usher.acceptance.deciding.Decision.LimitReached;
import io.usher.acceptance.deciding.Decision.MemberChanged;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.acceptance.deciding.Decision.Promoted;
import io.usher.acceptance.deciding.Decision.Requested;
import io.usher.acceptance.deciding.Decision.TeamChanged;
import io.usher.acceptance.deciding.Decision.WithdrawalRefused;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.acceptance.deciding.Outcome.Accepted;
import io.usher.acceptance.deciding.Outcome.Reached;
import io.usher.acceptance.deciding.Outcome.Rejected;
import io.usher.acceptance.deciding.Outcome.Repeated;
import io.usher.acceptance.deciding.Outcome.StillWaiting;
import io.usher.acceptance.deciding.Outcome.Waitlisted;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberErasureRequested;
import io.usher.contract.event.OpsEvent;
import io.usher.contract.event.OpsEvent.OpsQuotaFull;
import io.usher.contract.event.OpsEvent.OpsSeatsThreshold;
import io.usher.contract.id.AcceptanceId;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.InvitationId;
import io.usher.contract.id.OrganizationId;
import io.usher.contract.kafka.EventMessage;
import io.usher.contract.kafka.EventMessage.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events that publish the decisions of a batch. Their ids are derived from the acceptance or the command, so that a
 * repeat is recognizable.
 */
public final class DecisionEvents {

    private static final String DECIDED = "decided";
    private static final String MEMBER = "member";

    private final Instant decidedAt;
    private final List<EventMessage> messages;
    private final MemberEvents members;
    private final Map<Person, MemberErasureRequested> erased;

    private DecisionEvents(BatchResult result, Map<Person, MemberErasureRequested> erased) {
        this.decidedAt = result.decidedAt();
        this.members = new MemberEvents(result.decidedAt());
        this.erased = erased;
        this.messages = new ArrayList<>(2 * result.decisions().size());
    }

    /**
     * The events in the order of the decisions. An erasure is requested again if it covers a request that was decided
     * after it.
     *
     * @param erased people who were erased, and the last request for it
     */
    public static List<EventMessage> of(BatchResult result, Map<Person, MemberErasureRequested> erased) {
        DecisionEvents events = new DecisionEvents(result, erased);
        result.decisions().forEach(events::add);
        return events.messages;
    }

    private void add(Decision decision) {
        switch (decision) {
            case Requested requested -> add(requested);
            case Promoted promoted -> {
                Request request = promoted.waiting().request();
                add(
                        request.id(),
                        "promoted",
                        promoted(request, promoted.outcome().granted()));
                addAccepted(request, promoted.outcome());
            }
            case Dismissed dismissed ->
                add(
                        dismissed.waiting().request().id(),
                        "dismissed",
                        rejected(dismissed.waiting().request(), dismissed.outcome(), true));
            case Withdrawn withdrawn -> add(withdrawn.command(), DECIDED, withdrawn(withdrawn));
            case WithdrawalRefused refused -> add(refused.withdrawal().command(), DECIDED, refused(refused));
            case MemberChanged changed ->
                add(changed.command(), MEMBER, members.changed(changed.command(), changed.member()));
            case TeamChanged changed -> add(changed);
            case MembershipEnded ended -> add(ended);
            case LimitReached limit -> add(limit);
            case MemberCommandRefused refused -> add(refused.command(), MEMBER, members.refused(refused));
        }
    }

    private void add(Requested requested) {
        Request request = requested.request();
        switch (requested.outcome()) {
            case Accepted accepted -> {
                add(request.id(), DECIDED, accepted(request, accepted.granted(), null));
                addAccepted(request, accepted);
            }
            case Repeated repeated ->
                add(request.id(), DECIDED, accepted(request, repeated.granted(), repeated.original()));
            case Waitlisted waitlisted -> add(request.id(), DECIDED, waitlisted(request, null, waitlisted.position()));
            case StillWaiting waiting -> add(request.id(), DECIDED, waitlisted(request, waiting.original(), null));
            case Rejected rejected -> add(request.id(), DECIDED, rejected(request, rejected, null));
        }
        MemberErasureRequested erasure = erased.get(request.person());
        // Without the margin for clocks: a person who requests a seat right after the erasure is a new member.
        if (erasure != null && !request.requestedAt().isAfter(erasure.at())) {
            add(request.id(), "erasure", erasure);
        }
    }

    /** The change of the member by an acceptance, and the limits that it reached. */
    private void addAccepted(Request request, Accepted accepted) {
        add(request.id(), MEMBER, members.of(request, accepted));
        for (Reached reached : accepted.milestones()) {
            add(
                    request.id(),
                    reached.milestone().wireName(),
                    event(request.invitation(), request.organization(), reached));
        }
    }

    private void add(MembershipEnded ended) {
        Member member = ended.member();
        switch (ended.cause()) {
            case REMOVED, WITHDRAWN -> add(requireNonNull(ended.command()), MEMBER, members.left(ended));
            // Each membership of a person ends once.
            case ACCESS_ENDED ->
                add(
                        member.id() + "." + requireNonNull(member.joinedAt()).toEpochMilli(),
                        "access-ended",
                        members.accessEnded(member));
        }
    }

    private AcceptanceAccepted accepted(Request request, GrantSet granted, @Nullable AcceptanceId original) {
        return new AcceptanceAccepted(
                request.id(),
                request.invitation(),
                request.organization(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                request.requestedAt(),
                decidedAt,
                original,
                granted.grants(),
                granted.skipped());
    }

    private AcceptancePromoted promoted(Request request, GrantSet granted) {
        return new AcceptancePromoted(
                request.id(),
                request.invitation(),
                request.organization(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                request.requestedAt(),
                decidedAt,
                granted.grants(),
                granted.skipped());
    }

    private AcceptanceWaitlisted waitlisted(Request request, @Nullable AcceptanceId original, @Nullable Long position) {
        return new AcceptanceWaitlisted(
                request.id(),
                request.invitation(),
                request.organization(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                request.requestedAt(),
                decidedAt,
                original,
                position);
    }

    private AcceptanceRejected rejected(Request request, Rejected rejected, @Nullable Boolean waited) {
        return new AcceptanceRejected(
                request.id(),
                request.invitation(),
                request.organization(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                request.requestedAt(),
                decidedAt,
                rejected.reason(),
                waited);
    }

    private AcceptanceWithdrawn withdrawn(Withdrawn withdrawn) {
        Request request = withdrawn.acceptance().request();
        return new AcceptanceWithdrawn(
                request.id(),
                request.invitation(),
                request.organization(),
                request.email().typed(),
                request.firstName(),
                request.lastName(),
                request.requestedAt(),
                decidedAt,
                withdrawn.command());
    }

    private AcceptanceWithdrawalRefused refused(WithdrawalRefused refused) {
        return new AcceptanceWithdrawalRefused(
                refused.withdrawal().command(),
                refused.withdrawal().acceptance(),
                refused.withdrawal().invitation(),
                refused.withdrawal().organization(),
                refused.reason(),
                decidedAt);
    }

    private void add(TeamChanged team) {
        CommandId command = team.command().command();
        for (Member member : team.changed()) {
            add(command + "." + member.id(), MEMBER, members.changed(command, member));
        }
        add(command, DECIDED, members.changed(team));
    }

    /** A limit that was lowered may be raised and lowered again. */
    private void add(LimitReached limit) {
        Object subject = limit.invitation() == null ? limit.organization() : limit.invitation();
        add(
                subject + "." + decidedAt.toEpochMilli(),
                limit.reached().milestone().wireName(),
                event(limit.invitation(), limit.organization(), limit.reached()));
    }

    private OpsEvent event(@Nullable InvitationId invitation, OrganizationId organization, Reached reached) {
        return switch (reached.milestone()) {
            case QUOTA_FULL -> new OpsQuotaFull(requireNonNull(invitation), organization, reached.limit(), decidedAt);
            case SEATS_80, SEATS_95, SEATS_100 ->
                new OpsSeatsThreshold(organization, reached.milestone().percent(), reached.limit(), decidedAt);
        };
    }

    private void add(Object subject, String suffix, Event event) {
        messages.add(new EventMessage(subject + "." + suffix, Source.ACCEPTANCE_WORKER, decidedAt, event));
    }
}
