package io.usher.api.audit;

import io.usher.api.audit.CommandDescriptions.Description;
import io.usher.api.commands.CommandLog;
import io.usher.api.http.security.Caller;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberCommand.MemberTeamChangeRequested;
import io.usher.contract.id.CommandId;
import io.usher.runtime.Outage;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Keeps commands in the audit log: as asked for before they are sent, and as what they became if the worker answers while
 * the caller waits. What it answers later is kept by the projection.
 */
@Component
final class AuditedCommands implements CommandLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditedCommands.class);

    private static final String REQUESTED = "-requested";

    private final AuditLog log;
    private final CommandDescriptions descriptions;

    AuditedCommands(AuditLog log, CommandDescriptions descriptions) {
        this.log = log;
        this.descriptions = descriptions;
    }

    @Override
    public Mono<Void> asked(Caller caller, CommandId id, Event command) {
        return asked(caller, id, command, descriptions.of(command));
    }

    @Override
    public Mono<Void> askedTogether(Caller caller, List<MemberTeamChangeRequested> commands) {
        MemberTeamChangeRequested first = commands.getFirst();
        return asked(caller, first.command(), first, descriptions.ofTogether(commands));
    }

    @Override
    public Mono<Void> changedNobody(List<MemberTeamChangeRequested> commands) {
        return log.drop(commands.getFirst().command()).onErrorResume(Outage::isBehind, away -> {
            LOG.warn(
                    "audit: command {} (its entry stays, although it changed nobody)",
                    commands.getFirst().command());
            return Mono.empty();
        });
    }

    private Mono<Void> asked(Caller caller, CommandId id, Event command, Mono<Description> described) {
        return described.flatMap(description -> log.recordCommand(
                id.value(), caller, description.subject(), CommandOutcome.actionOf(command), description.change()));
    }

    @Override
    public Mono<Void> answered(CommandId id, Event answer) {
        return CommandOutcome.of(answer).map(this::completed).orElseGet(Mono::empty);
    }

    @Override
    public Mono<Void> notSent(CommandId id, Event command, String reason) {
        return completed(
                new CommandOutcome(id, CommandOutcome.actionOf(command).replace(REQUESTED, "-not-sent"), reason));
    }

    private Mono<Void> completed(CommandOutcome outcome) {
        return log.complete(List.of(outcome)).onErrorResume(Outage::isBehind, away -> {
            LOG.warn(
                    "audit: command {} (its entry says that it was asked for, not that it became {})",
                    outcome.command(),
                    outcome.action());
            return Mono.empty();
        });
    }
}
