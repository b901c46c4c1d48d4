package io.usher.api.commands;

import io.usher.api.http.security.Caller;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.id.CommandId;
import java.util.List;
import reactor.core.publisher.Mono;

/** Keeps what callers ask the worker to do. */
public interface CommandLog {

    /** Keeps the command before it is sent. Fails if it is not kept: then it must not be sent. To repeat it does no harm. */
    Mono<Void> asked(Caller caller, CommandId id, Event command);

    /** Keeps the commands of one request as one, by the id of the first; otherwise as {@link #asked}. */
    Mono<Void> askedTogether(Caller caller, List<MemberTeamChangeRequested> commands);

    /** All of these are decided, and none of them has changed anybody. */
    Mono<Void> changedNobody(List<MemberTeamChangeRequested> commands);

    /** Keeps what became of it. No outage fails it: the command took effect, whether that is kept or not. */
    Mono<Void> answered(CommandId id, Event answer);

    /** Keeps that the command was not sent, and why. No outage fails it. */
    Mono<Void> notSent(CommandId id, Event command, String reason);
}
