package io.usher.notifier.composing;

import io.usher.notifier.composing.NewMessages.Requested;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Stores the messages that no event but the time makes due, page by page. */
final class ScheduledMessages {

    /** Longer than its statements may take; if the database does not answer by then, the connection is lost. */
    private static final Duration PAGE_WITHIN = Duration.ofSeconds(30);

    private final NewMessages messages;
    private final Runnable whenAdded;

    /** @param whenAdded run after new messages are committed; must not block */
    ScheduledMessages(NewMessages messages, Runnable whenAdded) {
        this.messages = messages;
        this.whenAdded = whenAdded;
    }

    /** What may be due, as it was found. */
    interface Due {

        /** Empty if nothing is to be sent. */
        Optional<Requested> requested();
    }

    /**
     * Stores what is due of what is found, each page in a transaction of its own. Who is found again, by this or another
     * instance, gets no second message.
     *
     * @param next the page after what was found last
     * @param limit the length of a page that may not be the last
     * @param progress called after each page
     */
    <D extends Due> Mono<Void> addAll(
            Mono<List<D>> first, Function<D, Mono<List<D>>> next, int limit, Runnable progress) {
        return add(first, progress)
                .expand(page -> page.size() < limit ? Mono.empty() : add(next.apply(page.getLast()), progress))
                .then();
    }

    private <D extends Due> Mono<List<D>> add(Mono<List<D>> found, Runnable progress) {
        return found.flatMap(page -> add(page, progress)).timeout(PAGE_WITHIN);
    }

    private <D extends Due> Mono<List<D>> add(List<D> page, Runnable progress) {
        List<Requested> due =
                page.stream().map(Due::requested).flatMap(Optional::stream).toList();
        Mono<Long> added = due.isEmpty() ? Mono.just(0L) : messages.add(due);
        return added.map(count -> {
            progress.run();
            if (count > 0) {
                whenAdded.run();
            }
            return page;
        });
    }
}
