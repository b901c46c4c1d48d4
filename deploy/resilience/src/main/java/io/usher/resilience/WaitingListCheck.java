package io.usher.resilience;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.usher.contract.event.AcceptanceDecided;
import io.usher.contract.event.AcceptanceDecided.AcceptanceAccepted;
import io.usher.contract.event.AcceptanceDecided.AcceptancePromoted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceRejected;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWaitlisted;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawalRefused;
import io.usher.contract.event.AcceptanceDecided.AcceptanceWithdrawn;
import io.usher.contract.event.Event;
import io.usher.contract.event.MemberEvent.MemberAccessEnded;
import io.usher.contract.event.MemberEvent.MemberLeft;
import io.usher.contract.event.MemberEvent.MembershipEvent;
import io.usher.contract.kafka.EventCodec;
import io.usher.contract.kafka.Received.Readable;
import io.usher.contract.kafka.Topic;
import io.usher.resilience.Evidence.Message;
import io.usher.resilience.MailSink.Mail;
import io.usher.resilience.WaitingLists.WaitingOrganization;
import io.usher.testing.TopicReader;
import io.usher.testing.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Checks an organization with waiting lists: everybody has what is theirs, in the order of asking. */
record WaitingListCheck(FaultRun run, WaitingOrganization organization, Violations violations) {

    private static final String COUNTERS = """
            select format('invitation %s: %s requests, %s accepted, %s waiting (expected %s, %s, %s)', s.invitation_id,
                s.requests, s.accepted, s.waiting, counted.requests, counted.accepted, counted.waiting)
            from onboarding.invitation_seats s
            cross join lateral (
                select count(*) as requests,
                       count(*) filter (where outcome = 'accepted' and original is null) as accepted,
                       count(*) filter (where outcome = 'waitlisted' and original is null) as waiting
                from onboarding.acceptance where invitation_id = s.invitation_id) as counted
            where s.invitation_id in (?, ?)
              and (s.requests, s.accepted, s.waiting) <> (counted.requests, counted.accepted, counted.waiting)
            """;

    private static final String TAKEN = """
            select format('%s taken, %s members (expected at most %s)', s.taken, counted.members, most)
            from onboarding.organization_seats s
            cross join lateral (
                select count(*) as members from onboarding.member
                where organization_id = s.organization_id and state = 'active') as counted
            cross join (select ?::integer as most) as limits
            where s.organization_id = ? and (s.taken <> counted.members or s.taken > most)
            """;

    private static final String SERVABLE = """
            select a.id::text
            from onboarding.acceptance a
            join directory.invitation i on i.id = a.invitation_id
            join directory.organization o on o.id = a.organization_id
            join onboarding.invitation_seats s on s.invitation_id = a.invitation_id
            join onboarding.organization_seats seats on seats.organization_id = a.organization_id
            where a.organization_id = ? and a.outcome = 'waitlisted' and a.original is null
              and (i.quota is null or s.accepted < i.quota)
              and (seats.taken < o.plan_seats or exists (
                  select from onboarding.member m
                  where m.organization_id = a.organization_id and m.address = a.address and m.state = 'active'))
            """;

    /**
     * People ask for one invitation each, so that nobody who waits is a member. Whoever gets a seat overtakes those who
     * waited for the same invitation already, and for the one that only the plan limits.
     */
    private static final String OVERTAKEN = """
            select format('%s by %s', waits.id, served.id)
            from onboarding.acceptance waits
            join onboarding.acceptance served on served.organization_id = waits.organization_id
            where waits.organization_id = ? and waits.outcome = 'waitlisted' and waits.original is null
              and served.outcome = 'accepted' and served.original is null
              and served.decided_at > waits.decided_at
              and (served.invitation_id = waits.invitation_id and served.ordinal > waits.ordinal
                   or waits.invitation_id = ? and served.requested_at > waits.requested_at)
            """;

    private static final String MAILS_ABOUT_WAITING = """
            select id, purpose, email, state from notification.message
            where organization_id = ? and kind in ('waitlisted', 'promoted')
            """;

    private static final Duration MAILED_WITHIN = Duration.ofMinutes(1);

    /** @param repeatedMails how many mails may be duplicates */
    void run(List<UUID> acknowledged, int mostSeats, int repeatedMails) {
        UUID id = organization.id().value();
        UUID open = organization.open().value();
        Map<UUID, String> outcomes =
                outcomes("select id, outcome from onboarding.acceptance where organization_id = ?");
        acknowledged.stream()
                .filter(acceptance -> !outcomes.containsKey(acceptance))
                .forEach(acceptance -> violations.add("no decision", "%s", acceptance));
        report("counters", COUNTERS, organization.limited().value(), open);
        report("seats of a plan", TAKEN, mostSeats, id);
        report("waits for a seat that is free", SERVABLE, id);
        report("overtaken", OVERTAKEN, id, open);
        List<Event> events = events();
        checkEvents(events, outcomes, outcomes("select id, state from onboarding.member where organization_id = ?"));
        checkMails(events, repeatedMails);
        run.log("waiting lists: %d acknowledged, %s", acknowledged.size(), counts(outcomes));
    }

    private void report(String what, String sql, Object... parameters) {
        run.installation()
                .sql()
                .query(sql, row -> row.getString(1), parameters)
                .forEach(finding -> violations.add(what, "%s", finding));
    }

    private Map<UUID, String> outcomes(String sql) {
        Map<UUID, String> outcomes = new HashMap<>();
        run.installation()
                .sql()
                .query(
                        sql,
                        row -> Map.entry(row.getObject(1, UUID.class), row.getString(2)),
                        organization.id().value())
                .forEach(row -> outcomes.put(row.getKey(), row.getValue()));
        return outcomes;
    }

    private static Map<String, Integer> counts(Map<UUID, String> outcomes) {
        Map<String, Integer> counts = new HashMap<>();
        outcomes.values().forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        return counts;
    }

    /** The events about acceptances and members of the organization. */
    private List<Event> events() {
        try (TopicReader reader = TopicReader.of(run.installation().brokers().bootstrapServers())) {
            List<String> topics = List.of(Topic.ACCEPTANCES_DECIDED.topicName(), Topic.MEMBERS.topicName());
            return reader.read(run.from(), reader.ends(topics)).stream()
                    .map(EventCodec::decode)
                    .flatMap(received -> received instanceof Readable readable && isAboutUs(readable.event())
                            ? Stream.of(readable.event())
                            : Stream.empty())
                    .toList();
        }
    }

    private boolean isAboutUs(Event event) {
        return (event instanceof AcceptanceDecided decided
                        && decided.organization().equals(organization.id()))
                || (event instanceof MembershipEvent membership
                        && membership.organization().equals(organization.id()));
    }

    /** Whoever is put on a waiting list is told so once, and once if they get a seat. */
    private void checkMails(List<Event> events, int repeated) {
        Set<String> due = MailCheck.dueToWaiting(events).stream()
                .filter(purpose -> !purpose.startsWith("refusal/"))
                .collect(toSet());
        boolean unused = Waiting.until(
                MAILED_WITHIN,
                () -> mailsAboutWaiting().values().stream()
                                .filter(message -> message.state().equals("sent"))
                                .count()
                        >= due.size());
        Map<UUID, Message> messages = mailsAboutWaiting();
        List<Mail> mails = run.installation().mail().since(0).stream()
                .filter(mail ->
                        messages.keySet().stream().anyMatch(id -> id.toString().equals(mail.message())))
                .toList();
        new MailCheck(due, messages, mails, repeated, violations).run();
    }

    private Map<UUID, Message> mailsAboutWaiting() {
        return run
                .installation()
                .sql()
                .query(
                        MAILS_ABOUT_WAITING,
                        row -> Map.entry(
                                row.getObject("id", UUID.class),
                                new Message(row.getString("purpose"), row.getString("email"), row.getString("state"))),
                        organization.id().value())
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The newest event about an acceptance or a member says what the database says. */
    private void checkEvents(List<Event> events, Map<UUID, String> outcomes, Map<UUID, String> members) {
        Map<UUID, String> told = new HashMap<>();
        events.forEach(event -> tell(event, told));
        outcomes.forEach((id, outcome) -> compare("acceptance", id, outcome, told));
        members.forEach((id, state) -> compare("member", id, state, told));
    }

    private static void tell(Event event, Map<UUID, String> told) {
        if (event instanceof AcceptanceDecided decided && !(decided instanceof AcceptanceWithdrawalRefused)) {
            told.put(decided.acceptance().value(), outcome(decided));
        } else if (event instanceof MembershipEvent membership) {
            boolean ended = membership instanceof MemberLeft || membership instanceof MemberAccessEnded;
            told.put(membership.member().value(), ended ? "ended" : "active");
        }
    }

    private static String outcome(AcceptanceDecided decided) {
        return switch (decided) {
            case AcceptanceAccepted accepted -> "accepted";
            case AcceptancePromoted promoted -> "accepted";
            case AcceptanceWaitlisted waitlisted -> "waitlisted";
            case AcceptanceRejected rejected -> "rejected";
            case AcceptanceWithdrawn withdrawn -> "withdrawn";
            case AcceptanceWithdrawalRefused refused -> "refused";
        };
    }

    private void compare(String what, UUID id, String stored, Map<UUID, String> told) {
        String published = told.getOrDefault(id, "nothing");
        if (!published.equals(stored)) {
            violations.add("published otherwise", "%s %s: %s (expected %s)", what, id, published, stored);
        }
    }
}
