package io.usher.api.commands;

import io.usher.contract.id.CommandId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The commands that the worker has decided. */
public interface DecidedCommands {

    /** Empty if the command is not decided yet. */
    Mono<Decided> find(CommandId command);

    /** @param refusal why nothing was done; null if it was done */
    record Decided(@Nullable String refusal) {}
}
