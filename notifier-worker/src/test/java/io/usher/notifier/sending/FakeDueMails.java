package io.usher.notifier.sending;

import io.usher.contract.id.MessageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** The table of messages, in memory; fails and hangs on demand. */
final class FakeDueMails implements DueMails {

    final Deque<DueMail> due = new ArrayDeque<>();
    final List<MessageUpdate> updates = new ArrayList<>();
    final List<Boolean> takeOvers = new ArrayList<>();
    int claims;
    Function<List<DueMail>, Mono<Set<MessageId>>> renewal = FakeDueMails::all;
    RuntimeException failure = new UncheckedIOException(new IOException("connection lost"));
    int failures;
    boolean away;
    Mono<Void> written = Mono.empty();

    void due(DueMail mail) {
        due.add(mail);
    }

    @Override
    public Mono<List<DueMail>> claim(int limit, Duration lease, boolean takeOver) {
        return Mono.fromSupplier(() -> {
            claims++;
            takeOvers.add(takeOver);
            if (away) {
                throw failure;
            }
            List<DueMail> claimed = new ArrayList<>();
            while (claimed.size() < limit && !due.isEmpty()) {
                claimed.add(due.remove());
            }
            return claimed;
        });
    }

    @Override
    public Mono<Set<MessageId>> renew(List<DueMail> claimed, Duration lease) {
        return Mono.defer(() -> renewal.apply(claimed));
    }

    private static Mono<Set<MessageId>> all(List<DueMail> claimed) {
        return Mono.just(claimed.stream().map(DueMail::id).collect(Collectors.toSet()));
    }

    @Override
    public Mono<Void> update(List<MessageUpdate> updates) {
        return Mono.fromRunnable(() -> {
                    if (failures-- > 0) {
                        throw failure;
                    }
                    this.updates.addAll(updates);
                })
                .then(written);
    }

    @Override
    public Mono<Long> count() {
        return Mono.just((long) due.size());
    }
}
