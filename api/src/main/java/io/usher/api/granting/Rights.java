package io.usher.api.granting;

import io.usher.api.access.Caller;
import io.usher.api.access.Scope;
import io.usher.api.checking.FieldChecks;
import io.usher.api.checking.Reference;
import io.usher.api.organizing.FindingOrganizations;
import io.usher.api.organizing.Organization;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Who may see and change what an organization has set up, and what its things may be called. */
final class Rights {

    private static final int LONGEST_NAME = 100;

    private final FindingOrganizations organizations;

    Rights(FindingOrganizations organizations) {
        this.organizations = organizations;
    }

    Mono<Organization> toRead(Caller caller, String organization) {
        return organizations
                .find(caller, organization)
                .doOnNext(found -> caller.require(
                        Scope.MEMBERS_READ,
                        Scope.MEMBERS_WRITE,
                        Scope.INVITATIONS_READ,
                        Scope.INVITATIONS_WRITE,
                        Scope.ORGANIZATIONS_WRITE));
    }

    Mono<Organization> toWrite(Caller caller, String organization) {
        return organizations
                .find(caller, organization)
                .doOnNext(found -> caller.require(Scope.MEMBERS_WRITE, Scope.ORGANIZATIONS_WRITE));
    }

    /** A name that no id is mistaken for. */
    static String checkName(FieldChecks checks, @Nullable String name) {
        String checked = checks.line("name", name, LONGEST_NAME);
        if (Reference.of(checked).isId()) {
            checks.refuse("name", "must not have the form of an id");
        }
        return checked;
    }
}
