package io.usher.api.members;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.usher.api.audit.RefusedAttempts;
import io.usher.api.commands.WaitPreference;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.idempotency.RepeatablePosts;
import io.usher.api.http.json.MergePatch;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.paging.Search;
import io.usher.api.http.paging.SearchText;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.http.security.Takes;
import io.usher.contract.event.GrantKind;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag(name = "Members", description = "The people of an organization")
@RestController
@RequestMapping(path = "/api/v1/organizations/{org}/members", produces = MediaType.APPLICATION_JSON_VALUE)
class MemberController {

    static final String DECIDED =
            "The answer is held for the decision, 5 seconds or as long as `Prefer: wait=N` says, at most 30.";
    private static final String LATER =
            "It is going to be decided; `Location` says where to look. The member as it is so far";

    private final FindingMembers finding;
    private final ChangingMembers changing;
    private final ErasablePeople erasable;
    private final ErasingPeople erasing;
    private final RefusedAttempts attempts;
    private final MergePatch patches;
    private final RepeatablePosts posts;
    private final JsonMapper json;

    MemberController(
            FindingMembers finding,
            ChangingMembers changing,
            ErasablePeople erasable,
            ErasingPeople erasing,
            RefusedAttempts attempts,
            MergePatch patches,
            RepeatablePosts posts,
            JsonMapper json) {
        this.finding = finding;
        this.changing = changing;
        this.erasable = erasable;
        this.erasing = erasing;
        this.attempts = attempts;
        this.patches = patches;
        this.posts = posts;
        this.json = json;
    }

    @Operation(
            summary = "List members",
            description = "Takes `members:read` or `members:write`. Those whose membership has ended only with"
                    + " `state=ended`. " + Search.SHORT_PAGES + CsvExport.FORM)
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = MemberPage.class)),
                @Content(mediaType = CsvExport.MEDIA_TYPE, schema = @Schema(type = "string"))
            })
    @Takes(Action.READ_MEMBERS)
    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, CsvExport.MEDIA_TYPE})
    Mono<ResponseEntity<Flux<DataBuffer>>> list(
            Caller caller,
            @Parameter(hidden = true) ServerHttpRequest request,
            @PathVariable("org") String organization,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"active", "ended"},
                                            defaultValue = "active"))
                    @RequestParam(required = false)
                    @Nullable String state,
            @Parameter(description = "Name or id of a role that they have") @RequestParam(required = false) @Nullable String role,
            @Parameter(description = "Name or id of a team that they are in") @RequestParam(required = false) @Nullable String team,
            @Parameter(description = "Name or id of the unit that they are in")
                    @RequestParam(required = false)
                    @Nullable String unit,
            @Parameter(description = "Part of a name or an address") @RequestParam(required = false) @Nullable String q,
            PageRequest page) {
        boolean ended = ended(state);
        Map<GrantKind, String> having = having(role, team, unit);
        String text = SearchText.of(q);
        return CsvExport.isWanted(request.getHeaders())
                ? CsvExport.ofPages(
                        "members.csv",
                        MemberBody.COLUMNS,
                        page,
                        one -> finding.list(caller, organization, ended, having, text, one),
                        member -> MemberBody.from(member).cells())
                : finding.list(caller, organization, ended, having, text, page)
                        .map(found -> CsvExport.json(json.writeValueAsString(found.map(MemberBody::from))));
    }

    private static boolean ended(@Nullable String state) {
        if (state != null && !state.equals("active") && !state.equals("ended")) {
            throw Refusal.invalid("state", "must be active or ended");
        }
        return "ended".equals(state);
    }

    private static Map<GrantKind, String> having(@Nullable String role, @Nullable String team, @Nullable String unit) {
        Map<GrantKind, String> having = new EnumMap<>(GrantKind.class);
        if (role != null) {
            having.put(GrantKind.ROLE, role);
        }
        if (team != null) {
            having.put(GrantKind.TEAM, team);
        }
        if (unit != null) {
            having.put(GrantKind.UNIT, unit);
        }
        return having;
    }

    @Operation(
            summary = "Show a member",
            description =
                    "By id or address, also if the membership has ended. Takes `members:read` or" + " `members:write`.")
    @Takes(Action.READ_MEMBERS)
    @GetMapping("/{member}")
    Mono<MemberBody> show(
            Caller caller, @PathVariable("org") String organization, @PathVariable("member") String member) {
        return finding.find(caller, organization, member).map(MemberBody::from);
    }

    @Operation(
            summary = "Change a member",
            description =
                    "A JSON merge patch: what is named is replaced, null clears. Takes `members:write` and each"
                            + " permission of the roles that the member has or is to have. " + DECIDED
                            + " Refused with `last-admin` if no admin would be left, or the last one would be given an access end, with"
                            + " `no-longer-held` if the member has lost, meanwhile, a role that the caller may not give, and with"
                            + " `too-many-grants` if the member would hold more than 2,000 roles, teams, units, groups and courses.")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = MemberProperties.class)))
    @ApiResponse(
            responseCode = "200",
            description = "It is done",
            content = @Content(schema = @Schema(implementation = MemberBody.class)))
    @ApiResponse(
            responseCode = "202",
            description = LATER,
            headers = @Header(name = "Location", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(implementation = MemberBody.class)))
    @ApiResponse(
            responseCode = "409",
            description = "`last-admin`, `not-a-member`, `no-such-grantable` or `no-longer-held`")
    @ApiResponse(
            responseCode = "422",
            description =
                    "Something that the member is to have does not exist (`unknown-role` and so on) or is not allowed (`role-not-in-plan`), `in-the-past` or `too-many-grants`")
    @Takes(Action.CHANGE_MEMBERS)
    @PatchMapping(
            path = "/{member}",
            consumes = {"application/merge-patch+json", MediaType.APPLICATION_JSON_VALUE})
    Mono<ResponseEntity<MemberBody>> change(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("member") String member,
            @RequestHeader(name = "Prefer", defaultValue = "") List<String> prefer,
            @RequestBody JsonNode patch) {
        return attempts.keep(
                        caller,
                        organization,
                        "member",
                        member,
                        patch,
                        changing.change(
                                caller,
                                organization,
                                member,
                                Set.copyOf(patch.propertyNames()),
                                current -> patches.apply(patch, current, MemberProperties.class),
                                patience(prefer)))
                .map(answer -> answer.decided()
                        ? ResponseEntity.ok(MemberBody.from(answer.member()))
                        : later(answer.member()));
    }

    @Operation(
            summary = "Remove a member",
            description = "The membership ends and its seat is free; the uses of invitations stay used. Takes"
                    + " `members:write` and each permission of the roles that the member has. " + DECIDED
                    + " The last admin is refused with `last-admin`.")
    @ApiResponse(responseCode = "204", description = "It is done", content = @Content)
    @ApiResponse(
            responseCode = "202",
            description = LATER,
            headers = @Header(name = "Location", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(implementation = MemberBody.class)))
    @ApiResponse(responseCode = "409", description = "`last-admin` or `not-a-member`")
    @Takes(Action.CHANGE_MEMBERS)
    @DeleteMapping("/{member}")
    Mono<ResponseEntity<MemberBody>> remove(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("member") String member,
            @RequestHeader(name = "Prefer", defaultValue = "") List<String> prefer) {
        return changing.remove(caller, organization, member, patience(prefer))
                .map(answer -> answer.decided() ? ResponseEntity.noContent().build() : later(answer.member()));
    }

    private static Duration patience(List<String> prefer) {
        return WaitPreference.of(prefer, WaitPreference.USUAL_OF_CHANGES);
    }

    private static ResponseEntity<MemberBody> later(Member member) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/organizations/" + member.organization() + "/members/" + member.id()))
                .body(MemberBody.from(member));
    }

    @Operation(
            summary = "Erase a person",
            description =
                    "Takes `members:write` and each permission of the roles that the person has, or the platform's"
                            + " `organizations:write`. The last admin is refused with `last-admin`, except to the platform;"
                            + " admins who are being erased do not count. By the id of a member, or by the e-mail address"
                            + " of anybody. The membership ends and its seat is free; the person's data leaves"
                            + " invitations, acceptances, mail and dead letters, and mail that waits is not sent."
                            + " Uses of invitations stay used. An invitation that named nobody else admits nobody. By the address it"
                            + " may be repeated; the id of a member is 404 once the membership has ended. Whoever asks for a"
                            + " seat afterwards is a new person. Events that have the person's address and names"
                            + " stay in the topics until Kafka deletes them by age, by default after some 30 days.")
    @ApiResponse(responseCode = "202", description = "It is being done", content = @Content)
    @ApiResponse(responseCode = "409", description = "`last-admin`")
    @Takes(Action.ERASE_PEOPLE)
    @PostMapping("/{member}/erase")
    Mono<ResponseEntity<byte[]>> erase(
            Caller caller,
            @PathVariable("org") String organization,
            @PathVariable("member") String member,
            ServerHttpRequest request) {
        return posts.answer(
                request,
                caller,
                erasable.requireRight(caller, organization),
                () -> erasable.require(caller, organization, member)
                        .then(erasing.eraseStepwise(caller, organization, member))
                        .filter(complete -> complete)
                        .delayUntil(complete -> erasable.confirm(caller, organization, member))
                        .map(complete -> posts.begun()));
    }

    /** For the document alone. */
    @Schema(name = "PageMember")
    record MemberPage(List<MemberBody> items, @Nullable String next) {}
}
