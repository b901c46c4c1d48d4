package io.usher.acceptance.deciding;

import io.usher.acceptance.deciding.BatchState.StoredAcceptance;
import io.usher.acceptance.deciding.BatchState.Subject;
import io.usher.acceptance.deciding.Command.AccessEnd;
import io.usher.acceptance.deciding.Command.LimitReport;
import io.usher.acceptance.deciding.Command.MemberChange;
import io.usher.acceptance.deciding.Command.MemberRemoval;
import io.usher.acceptance.deciding.Command.OfSeats;
import io.usher.acceptance.deciding.Command.Promotion;
import io.usher.acceptance.deciding.Command.Withdrawal;
import io.usher.acceptance.deciding.Decision.Cause;
import io.usher.acceptance.deciding.Decision.MemberChanged;
import io.usher.acceptance.deciding.Decision.MemberCommandRefused;
import io.usher.acceptance.deciding.Decision.MembershipEnded;
import io.usher.acceptance.deciding.Decision.WithdrawalRefused;
import io.usher.acceptance.deciding.Decision.Withdrawn;
import io.usher.contract.event.GrantKind;
import io.usher.contract.event.MemberEvent.MemberChangeRefused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rules of withdrawals and of changes to members. The last administrator of an organization remains one. */
final class SingleCommandDecider {

    private static final String LAST_ADMIN = "last-admin";

    private final @Nullable Subject subject;
    private final SeatDecider seats;
    private final Instant now;

    SingleCommandDecider(BatchState before, SeatDecider seats, Instant now) {
        this.subject = before.subject();
        this.seats = seats;
        this.now = now;
    }

    void decide(OfSeats command) {
        switch (command) {
            case Withdrawal withdrawal -> withdraw(withdrawal);
            case MemberChange change -> change(change);
            case MemberRemoval removal -> remove(removal);
            case AccessEnd end -> endAccess();
            case LimitReport limits -> seats.report(limits);
            case Promotion promotion -> {}
        }
    }

    private void withdraw(Withdrawal withdrawal) {
        StoredAcceptance acceptance = subject == null ? null : subject.acceptance();
        if (subject == null || acceptance == null) {
            seats.add(new WithdrawalRefused(withdrawal, "no-such-acceptance"));
            return;
        }
        if (!acceptance.holds()) {
            seats.add(new WithdrawalRefused(withdrawal, "not-withdrawable"));
            return;
        }
        Member leaving = acceptance.accepted() && subject.otherAcceptances() == 0 ? member() : null;
        if (leaving != null && isLastAdmin(leaving)) {
            seats.add(new WithdrawalRefused(withdrawal, LAST_ADMIN));
            return;
        }
        seats.release(acceptance.request().use(), acceptance.accepted());
        seats.add(new Withdrawn(withdrawal.command(), acceptance));
        if (leaving != null) {
            seats.end(leaving.person());
            seats.add(new MembershipEnded(withdrawal.command(), leaving, Cause.WITHDRAWN));
        }
    }

    private void change(MemberChange change) {
        Member member = member();
        if (member == null) {
            seats.add(new MemberCommandRefused(change.command(), change.person(), "not-a-member"));
            return;
        }
        if (!mayChange(change, member.grants())) {
            seats.add(new MemberCommandRefused(
                    change.command(), change.person(), MemberChangeRefused.EXCEEDS_OWN_SCOPES));
            return;
        }
        if (!member.holdsAll(change.retained())) {
            seats.add(new MemberCommandRefused(change.command(), change.person(), MemberChangeRefused.NO_LONGER_HELD));
            return;
        }
        List<Grantable> holding = holding(member, change);
        if (holding == null) {
            seats.add(new MemberCommandRefused(change.command(), change.person(), "no-such-grantable"));
            return;
        }
        if (!mayChange(change, holding)) {
            seats.add(new MemberCommandRefused(
                    change.command(), change.person(), MemberChangeRefused.EXCEEDS_OWN_SCOPES));
            return;
        }
        Member changed =
                member.with(holding, change.accessEndSet() ? change.accessExpiresAt() : member.accessExpiresAt());
        if (holding.size() > Member.MOST_GRANTS) {
            seats.add(new MemberCommandRefused(change.command(), change.person(), MemberChangeRefused.TOO_MANY_GRANTS));
            return;
        }
        if (isLastAdmin(member)
                && (!changed.isAdmin() || (change.accessEndSet() && change.accessExpiresAt() != null))) {
            seats.add(new MemberCommandRefused(change.command(), change.person(), LAST_ADMIN));
            return;
        }
        seats.change(changed);
        seats.add(new MemberChanged(change.command(), changed));
    }

    /** Whether the member, as before or after the change, is within the caller's rights. */
    private static boolean mayChange(MemberChange change, List<Grantable> holding) {
        CallerRights caller = change.caller();
        boolean reached =
                change.replaced().containsKey(GrantKind.ROLE) ? caller.reachRoles(holding) : caller.reach(holding);
        return reached && caller.cover(holding);
    }

    /** What the member holds after the change; null if the command names something that does not exist. */
    private @Nullable List<Grantable> holding(Member member, MemberChange change) {
        List<Grantable> holding = new ArrayList<>(member.grants());
        holding.removeIf(one -> change.replaced().containsKey(one.kind()));
        List<Grantable> named = subject == null ? List.of() : subject.named();
        for (GrantKind kind : change.replaced().keySet()) {
            for (UUID id : change.replaced().getOrDefault(kind, List.of())) {
                Grantable found = named.stream()
                        .filter(one -> one.id().equals(id) && one.kind() == kind)
                        .findFirst()
                        .orElse(null);
                if (found == null) {
                    return null;
                }
                Grantable.add(found, holding);
            }
        }
        return holding;
    }

    private void remove(MemberRemoval removal) {
        Member member = member();
        if (member == null) {
            seats.add(new MemberCommandRefused(removal.command(), removal.person(), "not-a-member"));
        } else if (!removal.caller().reach(member.grants()) || !removal.caller().cover(member.grants())) {
            seats.add(new MemberCommandRefused(
                    removal.command(), removal.person(), MemberChangeRefused.EXCEEDS_OWN_SCOPES));
        } else if (isLastAdmin(member)) {
            seats.add(new MemberCommandRefused(removal.command(), removal.person(), LAST_ADMIN));
        } else {
            seats.end(member.person());
            seats.add(new MembershipEnded(removal.command(), member, Cause.REMOVED));
        }
    }

    /** The last administrator keeps access, since nobody else could restore it. */
    private void endAccess() {
        Member member = member();
        if (member != null && member.accessIsOver(now) && !isLastAdmin(member)) {
            seats.endAccess(member);
        }
    }

    private @Nullable Member member() {
        Member member = subject == null ? null : subject.member();
        return member != null && member.active() ? member : null;
    }

    private boolean isLastAdmin(Member member) {
        return member.isAdmin() && subject != null && subject.admins() <= 1;
    }
}
