package io.usher.api.commands;

import io.usher.api.http.security.Caller;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.id.CommandId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;

/** A log of commands in memory. */
final class NotedCommands implements CommandLog {

    private final List<String> kept = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    List<String> kept() {
        return List.copyOf(kept);
    }

    void fail() {
        failing = true;
    }

    @Override
    public Mono<Void> asked(Caller caller, CommandId id, Event command) {
        return Mono.fromRunnable(() -> {
            if (failing) {
                throw new IllegalStateException("the log is away");
            }
            kept.add("asked " + id);
        });
    }

    @Override
    public Mono<Void> askedTogether(Caller caller, List<MemberTeamChangeRequested> commands) {
        return asked(caller, commands.getFirst().command(), commands.getFirst());
    }

    @Override
    public Mono<Void> changedNobody(List<MemberTeamChangeRequested> commands) {
        return Mono.fromRunnable(
                () -> kept.add("changed nobody " + commands.getFirst().command()));
    }

    @Override
    public Mono<Void> answered(CommandId id, Event answer) {
        return Mono.fromRunnable(() -> kept.add("answered " + id));
    }

    @Override
    public Mono<Void> notSent(CommandId id, Event command, String reason) {
        return Mono.fromRunnable(() -> kept.add("not sent " + id + " " + reason));
    }
}
