package io.usher.api.pages.console;

import io.usher.api.accounts.sessions.SignedIn;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Rights;
import io.usher.api.organizations.Organization;
import java.util.Set;
import java.util.stream.Collectors;

/** Somebody in the console of an organization that exists for them. */
public record Visit(SignedIn person, Organization organization) {

    /** Where the pages of the platform are: an organization of that slug is named by its id. */
    static final String PLATFORM = "platform";

    public Caller caller() {
        return person.caller();
    }

    public Rights rights() {
        return caller().in(organization.id());
    }

    /** What the use cases take to name the organization. */
    public String reference() {
        return organization.id().toString();
    }

    /** Names of the {@link Action}s that are theirs: what pages show follows from them. */
    public Set<String> may() {
        return rights().actions().stream().map(Action::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the overview has anything for them, or nothing else is. */
    public boolean hasOverview() {
        Rights rights = rights();
        return !rights.allow(Action.READ_STATISTICS)
                || rights.allow(Action.SEE_FREE_SEATS)
                || rights.allow(Action.READ_INVITATIONS)
                || rights.allow(Action.READ_MEMBERS);
    }

    /** Whether there is another organization to go to. */
    public boolean seesOthers() {
        return caller().isPlatform()
                || caller().organizations().values().stream()
                                .filter(rights -> !rights.actions().isEmpty())
                                .count()
                        > 1;
    }

    public String home() {
        return home(organization);
    }

    public static String home(Organization organization) {
        return "/console/" + (PLATFORM.equals(organization.slug()) ? organization.id() : organization.slug());
    }
}
