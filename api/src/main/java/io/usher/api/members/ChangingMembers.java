package io.usher.api.members;

import io.usher.api.commands.SendingCommands;
import io.usher.api.http.problem.FieldChecks;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.invitations.CheckingGrants;
import io.usher.api.invitations.CheckingGrants.OfMemberBefore;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.api.organizations.Organization;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.event.Event;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberCommand;
import io.usher.contract.event.MemberCommand.MemberChangeRequested;
import io.usher.contract.event.MemberCommand.MemberRemovalRequested;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import io.usher.contract.event.MemberEvent.MemberChanged;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.id.CommandId;
import io.usher.contract.id.OrganizationId;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * Changes and removes members. Takes {@code members:write}, or of learners {@code learners:manage}, and each permission of the
 * roles that the member has. The worker decides: it alone knows who the last admin is, and what the member holds by then. Ends a request with 404 if there is no such member for the caller, with 403
 * if the member holds more than the caller, with 409 if the worker refuses, and with 503 if the command may not have been
 * sent.
 */
public final class ChangingMembers {

    private final FindingOrganizations organizations;
    private final FindingMembers finding;
    private final CheckingGrants checking;
    private final SendingCommands commands;
    private final Clock clock;
    private final Supplier<UUID> ids;

    ChangingMembers(
            FindingOrganizations organizations,
            FindingMembers finding,
            CheckingGrants checking,
            SendingCommands commands,
            Clock clock,
            Supplier<UUID> ids) {
        this.organizations = organizations;
        this.finding = finding;
        this.checking = checking;
        this.commands = commands;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A member as they are now.
     *
     * @param decided whether the worker has answered; otherwise it carries the command out later
     */
    public record Answer(Member member, boolean decided) {}

    /**
     * Replaces what is named, and leaves the rest as the worker finds it.
     *
     * @param named the properties that the caller names
     */
    public Mono<Answer> change(
            Caller caller,
            String organization,
            String member,
            Set<String> named,
            UnaryOperator<MemberProperties> change,
            Duration patience) {
        return writable(caller, organization)
                .flatMap(in -> changeable(caller, in, member).flatMap(current -> {
                    requireRoles(caller, current, named);
                    MemberProperties after = change.apply(MemberProperties.from(current));
                    return named.isEmpty()
                            ? Mono.just(new Answer(current, true))
                            : command(caller, in, current, named, after)
                                    .flatMap(command -> send(caller, current, command, patience));
                }));
    }

    public Mono<Answer> remove(Caller caller, String organization, String member, Duration patience) {
        return writable(caller, organization)
                .flatMap(in -> changeable(caller, in, member))
                .flatMap(current -> send(
                        caller,
                        current,
                        new MemberRemovalRequested(
                                new CommandId(ids.get()),
                                current.organization(),
                                current.address(),
                                caller.in(current.organization()).grantable(),
                                caller.in(current.organization()).member()),
                        patience));
    }

    /** Of oneself, which takes no permission. Ends the request with 404 if they are no member. */
    Mono<Answer> leave(Caller caller, OrganizationId organization, EmailAddress person, Duration patience) {
        return finding.find(organization, person.normal())
                .filter(current -> !current.ended())
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .flatMap(current -> send(
                        caller,
                        current,
                        new MemberRemovalRequested(
                                new CommandId(ids.get()), organization, current.address(), null, null),
                        patience));
    }

    private Mono<Organization> writable(Caller caller, String organization) {
        return organizations
                .find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(Action.CHANGE_MEMBERS));
    }

    private static void requireRoles(Caller caller, Member current, Set<String> named) {
        if (named.contains(GrantKind.ROLE.property())
                && !caller.in(current.organization()).allow(Action.CHANGE_ROLES_OF_MEMBERS, current.reached())) {
            throw Refusal.exceedsOwnScopes(
                    List.of(new FieldError(GrantKind.ROLE.property(), "are not changed by who manages learners")));
        }
    }

    private Mono<Member> changeable(Caller caller, Organization in, String member) {
        return finding.find(caller, in.id(), member, Action.CHANGE_MEMBERS)
                .delayUntil(current -> checking.ofHeld(caller, in.id(), current.ids(GrantKind.ROLE), current.unit()));
    }

    private Mono<MemberChangeRequested> command(
            Caller caller, Organization in, Member current, Set<String> named, MemberProperties after) {
        FieldChecks checks = new FieldChecks();
        Map<GrantKind, List<String>> names = new EnumMap<>(GrantKind.class);
        for (GrantKind kind : GrantKind.values()) {
            if (named.contains(kind.property())) {
                names.put(kind, after.names(checks, kind));
            }
        }
        checks.end();
        boolean accessEndSet = named.contains(MemberProperties.ACCESS_EXPIRES_AT);
        if (accessEndSet) {
            requireToCome(after);
        }
        return checking.ofMember(caller, in, names, before(current))
                .map(wanted -> new MemberChangeRequested(
                        new CommandId(ids.get()),
                        in.id(),
                        current.address(),
                        wanted.replaced(),
                        // The member may have lost them since they were read.
                        wanted.retained(),
                        accessEndSet,
                        accessEndSet ? after.accessExpiresAt() : null,
                        caller.in(in.id()).grantable(),
                        caller.in(in.id()).member()));
    }

    private static OfMemberBefore before(Member current) {
        return new OfMemberBefore(
                Arrays.stream(GrantKind.values()).collect(Collectors.toMap(kind -> kind, current::ids)),
                current.permits());
    }

    private void requireToCome(MemberProperties after) {
        if (after.accessExpiresAt() != null && !after.accessExpiresAt().isAfter(clock.instant())) {
            throw Refusal.againstRule(
                    "in-the-past",
                    "The membership would have ended already.",
                    List.of(new FieldError(MemberProperties.ACCESS_EXPIRES_AT, "must be in the future")));
        }
    }

    private Mono<Answer> send(Caller caller, Member current, MemberCommand command, Duration patience) {
        return commands.send(caller, command.command(), command, null, patience)
                .flatMap(answer -> answered(answer).then(Mono.defer(() -> afterwards(current))))
                .defaultIfEmpty(new Answer(current, false));
    }

    /** It took effect, whether the row can be read or not: then the answer says where to look. */
    private Mono<Answer> afterwards(Member current) {
        return finding.find(current.organization(), current.address())
                .map(now -> new Answer(now, true))
                .onErrorResume(Refusal.class, unread -> Mono.just(new Answer(current, false)));
    }

    private static Mono<Void> answered(Event answer) {
        return switch (answer) {
            case MemberChanged changed -> Mono.empty();
            case MemberLeft left -> Mono.empty();
            case MemberChangeRefused refused -> Mono.error(refusal(refused.reason()));
            default ->
                throw new IllegalStateException(
                        "answer: " + answer.getClass().getSimpleName() + " (expected one about a member)");
        };
    }

    private static Refusal refusal(String reason) {
        return switch (reason) {
            case MemberChangeRefused.LAST_ADMIN ->
                Refusal.conflict("last-admin", "The organization would be left without an admin.");
            case MemberChangeRefused.NOT_A_MEMBER -> Refusal.conflict("not-a-member", "The membership has ended.");
            case MemberChangeRefused.NO_SUCH_GRANTABLE ->
                Refusal.conflict("no-such-grantable", "What the member is to have was deleted meanwhile.");
            case MemberChangeRefused.NO_LONGER_HELD ->
                Refusal.conflict("no-longer-held", "The member has lost a role meanwhile that you may not give.");
            case MemberChangeRefused.EXCEEDS_OWN_SCOPES ->
                Refusal.exceedsOwnScopes(new FieldError(
                        "member",
                        "has meanwhile, or is to have, a role with permissions that are not among your scopes"));
            case MemberChangeRefused.TOO_MANY_GRANTS ->
                Refusal.againstRule("too-many-grants", "The member would hold too much.", List.of());
            default -> throw new IllegalStateException("reason: " + reason + " (expected a known one)");
        };
    }
}
