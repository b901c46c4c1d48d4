package io.usher.api.organizations;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.json.MergePatch;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.api.organizations.FoundingOrganizations.Terms;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

@Tag(name = "Organizations", description = "Tenants and their plans")
@RestController
@RequestMapping(path = "/api/v1/organizations", produces = MediaType.APPLICATION_JSON_VALUE)
class OrganizationController {

    private final FoundingOrganizations founding;
    private final FindingOrganizations finding;
    private final RepeatablePosts posts;
    private final MergePatch patches;

    OrganizationController(
            FoundingOrganizations founding, FindingOrganizations finding, RepeatablePosts posts, MergePatch patches) {
        this.founding = founding;
        this.finding = finding;
        this.posts = posts;
        this.patches = patches;
    }

    @Operation(
            summary = "Make an organization",
            description =
                    "Takes a key of the platform with `organizations:write`. The organization has the roles admin,"
                            + " manager, learner-admin, learner-analyst and learner from the start. Without a slug it gets one"
                            + " from its name; a slug that is taken is refused with `slug-taken`.")
    @ApiResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = OrganizationBody.class)))
    @ApiResponse(responseCode = "409", description = "`slug-taken`")
    @Takes(Action.FOUND_ORGANIZATIONS)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<ResponseEntity<byte[]>> found(Caller caller, ServerHttpRequest request, @RequestBody NewOrganization body) {
        return posts.answer(
                request,
                caller,
                body,
                Mono.fromRunnable(() -> caller.onPlatform().require(Action.FOUND_ORGANIZATIONS)),
                () -> founding.found(caller, body.slug(), body.terms())
                        .map(OrganizationBody::from)
                        .map(made -> posts.created(Map.of("Location", "/api/v1/organizations/" + made.id()), made)));
    }

    @Operation(
            summary = "List organizations",
            description = "All to a key of the platform; to any other key its own organization; to people those whose"
                    + " members they are, with the plan and the seats of those that they manage.")
    @GetMapping
    Mono<Page<OrganizationBody>> list(
            Caller caller,
            @Parameter(description = "Part of the name or the slug") @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        return finding.list(caller, SearchText.of(q), page)
                .map(found -> found.map(one -> OrganizationBody.from(caller, one)));
    }

    @Operation(
            summary = "Show an organization",
            description =
                    "Takes any key of the organization or the platform. To people whose roles let them invite, but not"
                            + " manage the organization, it shows the free seats without the plan.")
    @GetMapping("/{org}")
    Mono<OrganizationBody> show(Caller caller, @PathVariable("org") String reference) {
        return finding.show(caller, reference).map(found -> OrganizationBody.from(caller, found));
    }

    @Operation(
            summary = "Change an organization",
            description =
                    "A JSON merge patch. Takes a key of the platform with `organizations:write`; people who manage the"
                            + " organization may change everything but its plan. With fewer seats than are taken every member stays and nobody else"
                            + " gets in.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = ChangedOrganization.class)))
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "422", description = "`unknown-role`")
    @Takes(Action.CHANGE_SETTINGS)
    @PatchMapping(
            path = "/{org}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
    Mono<OrganizationBody> change(Caller caller, @PathVariable("org") String reference, @RequestBody JsonNode patch) {
        return finding.find(caller, reference)
                .flatMap(organization -> founding.change(
                        caller,
                        organization.id(),
                        current -> patches.apply(patch, ChangedOrganization.from(current), ChangedOrganization.class)
                                .terms()))
                .map(OrganizationBody::from);
    }

    record NewOrganization(
            @Schema(example = "Layer5 Academy", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String name,

            @Schema(example = "layer5-academy", description = "a-z, 0-9 and hyphens; from the name where absent")
            @Nullable String slug,

            @Nullable PlanBody plan,

            @Schema(description = OrganizationBody.LOCALE, example = "en") @Nullable String locale,

            @Schema(description = OrganizationBody.REPLY_TO, example = "team@layer5.example") @Nullable String replyTo) {

        Terms terms() {
            return new Terms(name, PlanBody.plan(plan), locale, replyTo);
        }
    }

    record ChangedOrganization(
            @Nullable String name,
            @Nullable PlanBody plan,

            @Schema(description = OrganizationBody.LOCALE, example = "en") @Nullable String locale,

            @Schema(description = OrganizationBody.REPLY_TO, example = "team@layer5.example") @Nullable String replyTo) {

        static ChangedOrganization from(Terms terms) {
            return new ChangedOrganization(terms.name(), PlanBody.from(terms.plan()), terms.locale(), terms.replyTo());
        }

        Terms terms() {
            return new Terms(name, PlanBody.plan(plan), locale, replyTo);
        }
    }

    @Schema(name = "Plan")
    record PlanBody(
            @Schema(description = "How many members it may have; null = unlimited", example = "500", minimum = "0")
            @Nullable Integer seats,

            @ArraySchema(
                    maxItems = FoundingOrganizations.MOST_ROLES,
                    arraySchema =
                            @Schema(
                                    description =
                                            "The roles that may be granted, by name or id, answered by name; null = all"))
            @Nullable List<String> roles) {

        static PlanBody from(Plan plan) {
            return new PlanBody(plan.seats(), plan.roles());
        }

        static Plan plan(@Nullable PlanBody body) {
            return body == null ? Plan.UNLIMITED : new Plan(body.seats(), body.roles());
        }
    }
}
