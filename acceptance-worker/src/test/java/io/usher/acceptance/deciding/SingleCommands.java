package io.usher.acceptance.deciding;

import static io.usher.acceptance.deciding.BatchStates.NOON;
import static io.usher.acceptance.deciding.BatchStates.ORGANIZATION;
import static io.usher.acceptance.deciding.BatchStates.about;
import static io.usher.acceptance.deciding.BatchStates.before;
import static io.usher.acceptance.deciding.BatchStates.member;
import static io.usher.acceptance.deciding.BatchStates.open;

import io.usher.acceptance.deciding.BatchState.StoredAcceptance;
import io.usher.acceptance.deciding.BatchState.Subject;
import io.usher.acceptance.deciding.Command.MemberChange;
import io.usher.acceptance.deciding.Command.OfSeats;
import io.usher.acceptance.deciding.Request.Person;
import io.usher.contract.event.GrantKind;
import io.usher.contract.id.CommandId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commands that are decided alone, about {@link #ADA}, and what they find. */
final class SingleCommands {

    static final Person ADA = new Person(ORGANIZATION, "ada@x.org");
    static final CommandId COMMAND = new CommandId(new UUID(9, 1));
    static final InvitationTerms TERMS = open(1, null);
    static final Grantable NORTH = new Grantable(new UUID(2, 21), GrantKind.UNIT, "North");
    static final Grantable SOUTH = new Grantable(new UUID(2, 22), GrantKind.UNIT, "South");

    private SingleCommands() {}

    static MemberChange change(GrantKind kind, Grantable... replaced) {
        return change(CallerRights.ALL, kind, replaced);
    }

    static MemberChange change(CallerRights caller, GrantKind kind, Grantable... replaced) {
        return new MemberChange(
                COMMAND,
                ADA,
                Map.of(kind, List.of(replaced).stream().map(Grantable::id).toList()),
                List.of(),
                false,
                null,
                caller);
    }

    static Subject subject(
            @Nullable Member member,
            @Nullable StoredAcceptance acceptance,
            int otherAcceptances,
            int admins,
            Grantable... named) {
        return new Subject(member, acceptance, otherAcceptances, admins, List.of(named));
    }

    static List<Decision> decide(OfSeats command, @Nullable Subject subject) {
        BatchState state = before(null, TERMS);
        return SeatDecider.decide(subject == null ? state : about(state, subject), command, NOON)
                .decisions();
    }
}
