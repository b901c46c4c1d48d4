package io.usher.api.organizations;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.usher.api.audit.AuditLog;
import io.usher.api.audit.Audited;
import io.usher.api.database.Transactions;
import io.usher.api.http.problem.FieldChecks;
import io.usher.api.http.problem.FieldError;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.contract.address.EmailAddress;
import io.usher.contract.id.OrganizationId;
import io.usher.runtime.outbox.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes organizations and changes what they have bought: the platform's alone. Their name and the language and the reply
 * address of their mails are changed by who manages them, too.
 */
public final class FoundingOrganizations {

    private static final int LONGEST_NAME = 255;
    static final int MOST_ROLES = 200;

    private final Organizations organizations;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<UUID> ids;

    public FoundingOrganizations(
            Organizations organizations,
            Outbox outbox,
            AuditLog audit,
            Transactions transactions,
            Clock clock,
            Supplier<UUID> ids) {
        this.organizations = organizations;
        this.outbox = outbox;
        this.audit = audit;
        this.transactions = transactions;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Makes the organization with its built-in roles. A slug that is given and taken is refused with {@code slug-taken};
     * without one, the name suggests it, with an ending of its own if another organization has that slug.
     */
    public Mono<Organization> found(Caller caller, @Nullable String slug, Terms terms) {
        requirePlatform(caller);
        FieldChecks checks = new FieldChecks();
        Terms read = terms.check(checks);
        if (slug != null && !Slug.isOne(slug)) {
            checks.refuse("slug", Slug.RULE);
        }
        checks.end();
        Map<String, String> builtIn =
                Arrays.stream(BuiltInRole.values()).map(BuiltInRole::roleName).collect(toMap(identity(), identity()));
        Terms checked = read.with(named(read.plan(), builtIn));
        OrganizationId id = new OrganizationId(ids.get());
        String ending = id.toString().substring(24);
        Mono<Organization> founded = slug != null
                ? add(id, slug, checked)
                        .switchIfEmpty(Mono.error(() ->
                                Refusal.conflict("slug-taken", "Another organization has the slug " + slug + ".")))
                : add(id, Slug.from(checked.name(), "organization-" + ending), checked)
                        .switchIfEmpty(
                                add(id, Slug.ending(Slug.from(checked.name(), "organization"), ending), checked));
        return transactions.inOne(founded.delayUntil(made -> audit.record(
                caller,
                audited(made),
                "organization.created",
                null,
                Terms.of(made).kept())));
    }

    private static Audited audited(Organization organization) {
        return Audited.organization(organization.id(), organization.name());
    }

    /** Empty if the slug is taken. */
    private Mono<Organization> add(OrganizationId id, String slug, Terms terms) {
        Organization organization = terms.organization(id, slug, 0);
        Map<BuiltInRole, UUID> roles = new EnumMap<>(BuiltInRole.class);
        for (BuiltInRole role : BuiltInRole.values()) {
            roles.put(role, ids.get());
        }
        Instant now = clock.instant();
        return Mono.defer(() -> organizations.add(organization, roles, now))
                .filter(added -> added)
                .flatMap(added -> outbox.append(OrganizationEvents.created(organization, roles, now), now, ids)
                        .thenReturn(organization));
    }

    /**
     * Changes what the terms say, the plan for the platform alone. Fewer seats than are taken keep every member and let nobody
     * else in.
     */
    public Mono<Organization> change(Caller caller, OrganizationId id, UnaryOperator<Terms> change) {
        caller.in(id).require(Action.CHANGE_SETTINGS);
        return transactions.inOne(organizations.lock(id, true).flatMap(current -> {
            FieldChecks checks = new FieldChecks();
            Terms terms = change.apply(Terms.of(current)).check(checks);
            checks.end();
            return named(terms.plan(), current).flatMap(plan -> {
                if (!plan.equals(current.plan())) {
                    requirePlanChangeable(caller);
                }
                return change(caller, current, terms.with(plan).organization(id, current.slug(), current.seatsTaken()));
            });
        }));
    }

    private Mono<Organization> change(Caller caller, Organization current, Organization changed) {
        Instant now = clock.instant();
        boolean sameSeats =
                Objects.equals(current.plan().seats(), changed.plan().seats());
        return organizations
                .change(changed, now)
                .then(sameSeats ? Mono.empty() : organizations.renewLimitedInvitations(changed.id(), now))
                .then(outbox.append(OrganizationEvents.updated(current, changed, now), now, ids))
                .then(audit.record(
                        caller,
                        audited(changed),
                        "organization.updated",
                        Terms.of(current).kept(),
                        Terms.of(changed).kept()))
                .thenReturn(changed);
    }

    private static void requirePlatform(Caller caller) {
        caller.onPlatform().require(Action.FOUND_ORGANIZATIONS);
    }

    private static void requirePlanChangeable(Caller caller) {
        if (!caller.onPlatform().allow(Action.FOUND_ORGANIZATIONS)) {
            throw Refusal.exceedsOwnScopes(List.of(new FieldError("plan", "is changed by the platform alone")));
        }
    }

    /** What is left as it was may name roles that were deleted. */
    private Mono<Plan> named(Plan plan, Organization organization) {
        return plan.roles() == null || plan.roles().equals(organization.plan().roles())
                ? Mono.just(plan)
                : organizations.roles(organization.id()).map(known -> named(plan, known));
    }

    /**
     * The plan with its roles by name.
     *
     * @param known names of roles by id and by name in lower case
     */
    private static Plan named(Plan plan, Map<String, String> known) {
        List<String> roles = plan.roles();
        if (roles == null) {
            return plan;
        }
        Set<String> names = new LinkedHashSet<>();
        List<FieldError> unknown = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            String name = known.get(roles.get(i).toLowerCase(Locale.ROOT));
            if (name == null) {
                unknown.add(new FieldError("plan.roles[" + i + "]", "is no role: " + roles.get(i)));
            } else {
                names.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            throw Refusal.againstRule("unknown-role", "The plan names roles that do not exist.", unknown);
        }
        return new Plan(plan.seats(), List.copyOf(names));
    }

    /**
     * What can be changed about an organization.
     *
     * @param locale of its mails, a BCP 47 tag; null = English
     * @param replyTo the address that replies to its mails go to; null = none
     */
    public record Terms(
            @Nullable String name,
            Plan plan,
            @Nullable String locale,
            @Nullable String replyTo) {

        static Terms of(Organization organization) {
            return new Terms(organization.name(), organization.plan(), organization.locale(), organization.replyTo());
        }

        /** As the audit log keeps it: the erasure of a person looks for addresses in normal form. */
        Terms kept() {
            Optional<EmailAddress> address = Optional.ofNullable(replyTo).flatMap(EmailAddress::parse);
            return new Terms(
                    name, plan, locale, address.map(EmailAddress::normal).orElse(null));
        }

        Terms with(Plan changed) {
            return new Terms(name, changed, locale, replyTo);
        }

        Organization organization(OrganizationId id, String slug, int seatsTaken) {
            return new Organization(id, slug, name(), plan, locale, replyTo, seatsTaken);
        }

        Terms check(FieldChecks checks) {
            String checkedName = checks.line("name", name, LONGEST_NAME);
            if (plan.seats() != null && plan.seats() < 0) {
                checks.refuse("plan.seats", "must be 0 or more, or absent for unlimited");
            }
            List<String> roles =
                    plan.roles() == null ? null : checks.names("plan.roles", new ArrayList<>(plan.roles()), MOST_ROLES);
            return new Terms(
                    checkedName, new Plan(plan.seats(), roles), checks.locale("locale", locale), checkReplyTo(checks));
        }

        /** Mails with another one would reach only who has a server that takes such addresses (RFC 6531). */
        private @Nullable String checkReplyTo(FieldChecks checks) {
            if (replyTo == null) {
                return null;
            }
            Optional<EmailAddress> address = EmailAddress.parse(replyTo).filter(EmailAddress::hasAsciiLocalPart);
            if (address.isEmpty()) {
                checks.refuse("replyTo", "must be one e-mail address, in ASCII before the @");
            }
            return address.map(EmailAddress::typed).orElse(null);
        }

        @Override
        public String name() {
            return name == null ? "" : name;
        }
    }
}
