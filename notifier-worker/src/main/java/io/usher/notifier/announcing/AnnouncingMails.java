package io.usher.notifier.announcing;

import reactor.core.publisher.Mono;

/**
 * Tells what became of each message, after it is stored for good. Nothing is left out; after a crash an event may come
 * again, with the same id.
 */
public final class AnnouncingMails {

    private final Untold untold;
    private final Announcements announcements;
    private final int limit;

    /** @param limit messages told of in one round */
    public AnnouncingMails(Untold untold, Announcements announcements, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("announce: %d (expected 1 or more)".formatted(limit));
        }
        this.untold = untold;
        this.announcements = announcements;
        this.limit = limit;
    }

    /** Announces what is not announced yet, up to a limit; emits whether there may be more. */
    public Mono<Boolean> round() {
        return untold.tell(
                        limit,
                        messages -> announcements.publish(messages.stream()
                                .flatMap(message -> message.untold().stream())
                                .toList()))
                .map(told -> told == limit);
    }
}
