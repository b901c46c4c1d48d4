package io.usher.notifier.composing;

import static java.util.stream.Collectors.toSet;

import io.usher.contract.event.InvitationEvent;
import io.usher.contract.event.InvitationEvent.InvitationCreated;
import io.usher.contract.event.InvitationEvent.InvitationDisabled;
import io.usher.contract.event.InviteeEvent;
import io.usher.contract.event.InviteeEvent.InviteeCancelled;
import io.usher.contract.event.InviteeEvent.InviteeDeclined;
import io.usher.contract.kafka.Received.Readable;
import io.usher.notifier.sending.WaitingMails;
import java.util.List;
import reactor.core.publisher.Mono;

/** Has mails judged anew that wait for an invitation, when the invitation has changed or their invitee was cancelled or declined. */
final class ReleasingWaitingMails {

    private final WaitingMails waiting;
    private final Runnable whenReleased;

    /** @param whenReleased run after messages are due; must not block */
    ReleasingWaitingMails(WaitingMails waiting, Runnable whenReleased) {
        this.waiting = waiting;
        this.whenReleased = whenReleased;
    }

    /** Completes when all messages that wait for what the events tell of are due. May be repeated. */
    Mono<Void> release(List<Readable> events) {
        List<InviteeEvent> noLongerInvited = events.stream()
                .map(Readable::event)
                .filter(event -> event instanceof InviteeCancelled || event instanceof InviteeDeclined)
                .map(InviteeEvent.class::cast)
                .toList();
        return waiting.release(events.stream()
                        .map(Readable::event)
                        .filter(InvitationEvent.class::isInstance)
                        .map(InvitationEvent.class::cast)
                        .filter(ReleasingWaitingMails::mayEndWaiting)
                        .map(changed -> changed.invitation().id())
                        .collect(toSet()))
                .flatMap(released -> waiting.release(
                                noLongerInvited.stream()
                                        .map(InviteeEvent::invitation)
                                        .collect(toSet()),
                                noLongerInvited.stream()
                                        .map(InviteeEvent::invitee)
                                        .collect(toSet()))
                        .map(alsoReleased -> released + alsoReleased))
                .doOnNext(released -> {
                    if (released > 0) {
                        whenReleased.run();
                    }
                })
                .then();
    }

    private static boolean mayEndWaiting(InvitationEvent changed) {
        return !(changed instanceof InvitationCreated || changed instanceof InvitationDisabled);
    }
}
