package io.usher.api.organizations;

import io.swagger.v3.oas.annotations.media.Schema;
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
        PlanBody plan,
        @Schema(description = "How many members it has") int seatsTaken,

        @Schema(description = "How many more it may have; null = unlimited") @Nullable Integer seatsAvailable) {

    static OrganizationBody from(Organization organization) {
        return new OrganizationBody(
                organization.id(),
                organization.slug(),
                organization.name(),
                PlanBody.from(organization.plan()),
                organization.seatsTaken(),
                organization.seatsAvailable());
    }
}
