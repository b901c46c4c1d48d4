package io.usher.api.commands;

import io.usher.contract.id.CommandId;
import io.usher.contract.id.MemberId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The commands that the worker has decided. */
public interface DecidedCommands {

    /** Empty if the command is not decided yet. */
    Mono<Decided> find(CommandId command);

    /** What became of each member whom these commands name, as far as they are decided. */
    Flux<OfMember> ofMembers(Collection<CommandId> commands);

    /** @param outcome one of the constants of {@link io.usher.contract.event.MemberEvent.MemberTeamChanged} */
    record OfMember(MemberId member, String outcome) {}

    /** @param refusal why nothing was done; null if it was done */
    record Decided(@Nullable String refusal) {}
}
