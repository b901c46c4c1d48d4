package io.usher.notifier.composing;

import io.usher.contract.event.Event;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Turns events into messages to be sent. An event that comes again makes no second message. */
public final class ComposingMessages {

    private final NewMessages messages;
    private final Runnable whenAdded;

    /** @param whenAdded told after new messages are stored for good; must not block */
    public ComposingMessages(NewMessages messages, Runnable whenAdded) {
        this.messages = messages;
        this.whenAdded = whenAdded;
    }

    /** Completes when all messages that the events call for are stored; stores none when it fails. */
    public Mono<Void> compose(List<Event> events) {
        List<NewMessage> called = events.stream()
                .map(MailPolicy::mailFor)
                .flatMap(Optional::stream)
                .toList();
        return called.isEmpty()
                ? Mono.empty()
                : messages.add(called)
                        .doOnNext(added -> {
                            if (added > 0) {
                                whenAdded.run();
                            }
                        })
                        .then();
    }
}
