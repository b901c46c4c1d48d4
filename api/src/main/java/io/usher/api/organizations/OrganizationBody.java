package io.usher.api.organizations;

import io.swagger.v3.oas.annotations.media.Schema;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.OrganizationController.PlanBody;
import io.usher.contract.id.OrganizationId;
import org.jspecify.annotations.Nullable;

/** An organization as it is answered. */
@Schema(name = "Organization")
record OrganizationBody(
        @Schema(implementation = String.class, format = "uuid")
        OrganizationId id,

        @Schema(example = "layer5-academy") String slug,
        @Schema(example = "Layer5 Academy") String name,

        @Schema(description = "Null for people who do not manage the organization") @Nullable PlanBody plan,

        @Schema(description = OrganizationBody.LOCALE, example = "en") @Nullable String locale,

        @Schema(description = OrganizationBody.REPLY_TO, example = "team@layer5.example") @Nullable String replyTo,

        @Schema(description = "How many members it has; null likewise") @Nullable Integer seatsTaken,

        @Schema(description = "How many more it may have; null = unlimited, or not shown to who invites nobody")
        @Nullable Integer seatsAvailable) {

    static final String LOCALE =
            "Language of its mails, a BCP 47 tag, unless an invitation has its own; null = English";

    static final String REPLY_TO = "The address that replies to its mails go to, in ASCII before the @; null = none";

    static OrganizationBody from(Organization organization) {
        return new OrganizationBody(
                organization.id(),
                organization.slug(),
                organization.name(),
                PlanBody.from(organization.plan()),
                organization.locale(),
                organization.replyTo(),
                organization.seatsTaken(),
                organization.seatsAvailable());
    }

    /** As much of it as the caller may see. */
    static OrganizationBody from(Caller caller, Organization organization) {
        return FindingOrganizations.showsPlan(caller, organization)
                ? from(organization)
                : new OrganizationBody(
                        organization.id(),
                        organization.slug(),
                        organization.name(),
                        null,
                        organization.locale(),
                        organization.replyTo(),
                        null,
                        caller.in(organization.id()).allow(Action.SEE_FREE_SEATS)
                                ? organization.seatsAvailable()
                                : null);
    }
}
