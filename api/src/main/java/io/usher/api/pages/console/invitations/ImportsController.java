package io.usher.api.pages.console.invitations;

import io.swagger.v3.oas.annotations.Hidden;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.json.Reference;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.imports.FindingImports;
import io.usher.api.imports.Import;
import io.usher.api.imports.ImportBody;
import io.usher.api.imports.ImportedRow;
import io.usher.api.imports.ImportingPeople;
import io.usher.api.invitations.AddedPerson.Outcome;
import io.usher.api.invitations.Invitation;
import io.usher.api.pages.Form;
import io.usher.api.pages.PageAnswers;
import io.usher.api.pages.console.ConsolePages;
import io.usher.api.pages.console.Visit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Inviting people by a file: a dry run, and then its rows. The page of an import stays where it is. */
@Hidden
@RestController
@RequestMapping("/console/{org}")
class ImportsController {

    private final VisitedInvitations own;
    private final ImportingPeople importing;
    private final FindingImports finding;
    private final ConsolePages pages;

    ImportsController(VisitedInvitations own, ImportingPeople importing, FindingImports finding, ConsolePages pages) {
        this.own = own;
        this.importing = importing;
        this.finding = finding;
        this.pages = pages;
    }

    @GetMapping("/invitations/{invitation}/import")
    Mono<ResponseEntity<String>> form(
            @PathVariable("org") String organization, @PathVariable("invitation") String invitation) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> own.find(visit, invitation).flatMap(found -> form(visit, HttpStatus.OK, found, Map.of())));
    }

    private Mono<ResponseEntity<String>> form(
            Visit visit, HttpStatus status, Invitation invitation, Map<String, Object> model) {
        Map<String, Object> all = new HashMap<>(model);
        all.put("invitation", invitation);
        return pages.show(visit, status, "import-form", all);
    }

    @PostMapping(path = "/invitations/{invitation}/import", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    Mono<ResponseEntity<String>> checkFile(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            ServerWebExchange exchange) {
        return check(
                organization,
                invitation,
                exchange,
                (caller, found, form) -> importing.check(caller, found, exchange.getRequest()));
    }

    @PostMapping(path = "/invitations/{invitation}/import", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    Mono<ResponseEntity<String>> checkText(
            @PathVariable("org") String organization,
            @PathVariable("invitation") String invitation,
            ServerWebExchange exchange) {
        return check(
                organization,
                invitation,
                exchange,
                (caller, found, form) ->
                        importing.check(caller, found, form.text("text").strip()));
    }

    @FunctionalInterface
    private interface Check {

        Mono<Import> of(Caller caller, String invitation, Form form);
    }

    private Mono<ResponseEntity<String>> check(
            String organization, String invitation, ServerWebExchange exchange, Check check) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Mono.zip(own.find(visit, invitation), Form.of(exchange))
                        .flatMap(read -> ConsolePages.orAgain(
                                read.getT2(),
                                check.of(visit.caller(), read.getT1().id().toString(), read.getT2())
                                        .map(started -> follow(visit, started)),
                                status -> form(
                                        visit,
                                        status,
                                        read.getT1(),
                                        read.getT2().model()))));
    }

    private static ResponseEntity<String> follow(Visit visit, Import started) {
        return PageAnswers.seeOther(visit.home() + "/imports/" + started.id());
    }

    /** While it is read, a page that looks again by itself. */
    @GetMapping("/imports/{import}")
    Mono<ResponseEntity<String>> show(
            @PathVariable("org") String organization,
            @PathVariable("import") String id,
            @RequestParam(required = false) @Nullable String outcome,
            PageRequest page,
            ServerHttpRequest request) {
        return pages.open(
                organization,
                Action.READ_INVITATIONS,
                visit -> find(visit, id)
                        .flatMap(found -> Mono.zip(
                                        own.find(
                                                        visit,
                                                        String.valueOf(
                                                                found.target().invitation()))
                                                .zipWhen(to -> own.offered(visit, to)),
                                        finding.rows(visit.caller(), found.id(), outcome(outcome), null, page))
                                .flatMap(read -> {
                                    Page<ImportedRow> rows = read.getT2();
                                    Map<String, Object> model = new HashMap<>();
                                    model.put("import", ImportBody.from(found));
                                    model.put("pending", !found.isFinished());
                                    model.put("checked", found.isChecked());
                                    model.put("delimiter", delimiter(found));
                                    model.put("invitation", read.getT1().getT1());
                                    model.put("offered", read.getT1().getT2());
                                    model.put("rows", rows.items());
                                    model.put("next", ConsolePages.next(request, rows.next()));
                                    return pages.show(visit, HttpStatus.OK, "import", model);
                                })));
    }

    /** What texts of pages call it. */
    private static String delimiter(Import found) {
        return switch (found.delimiter()) {
            case ';' -> "semicolon";
            case '\t' -> "tab";
            default -> "comma";
        };
    }

    /** The rows that invite nobody as they are, to be mended and sent again. */
    @GetMapping("/imports/{import}/refused.csv")
    Mono<ResponseEntity<Flux<DataBuffer>>> refused(
            @PathVariable("org") String organization, @PathVariable("import") String id, PageRequest page) {
        return pages.download(
                organization,
                Action.READ_INVITATIONS,
                visit -> find(visit, id)
                        .flatMap(found -> CsvExport.ofPages(
                                "refused-rows.csv",
                                ImportedRow.COLUMNS,
                                page,
                                some -> finding.rows(visit.caller(), found.id(), Outcome.INVALID, null, some),
                                ImportedRow::cells)));
    }

    private static @Nullable Outcome outcome(@Nullable String name) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.wireName().equals(name))
                .findFirst()
                .orElse(null);
    }

    @PostMapping("/imports/{import}/invite")
    Mono<ResponseEntity<String>> invite(
            @PathVariable("org") String organization, @PathVariable("import") String id, ServerWebExchange exchange) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> Mono.zip(find(visit, id), Form.of(exchange))
                        .flatMap(read -> importing.invite(
                                visit.caller(), read.getT1().id(), read.getT2().isTicked("sendEmails")))
                        .map(started -> follow(visit, started)));
    }

    @PostMapping("/imports/{import}/stop")
    Mono<ResponseEntity<String>> stop(@PathVariable("org") String organization, @PathVariable("import") String id) {
        return pages.open(
                organization,
                Action.CHANGE_INVITATIONS,
                visit -> find(visit, id)
                        .flatMap(found ->
                                finding.stop(visit.caller(), found.id()).thenReturn(follow(visit, found))));
    }

    /** One for an invitation of this organization. */
    private Mono<Import> find(Visit visit, String reference) {
        UUID id = Reference.of(reference).id();
        return id == null
                ? Mono.error(Refusal.notFound())
                : finding.find(visit.caller(), id)
                        .filter(found -> found.target().invitation() != null
                                && found.target()
                                        .organization()
                                        .equals(visit.organization().id()))
                        .switchIfEmpty(Mono.error(Refusal::notFound));
    }
}
