package io.usher.api.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.database.Transactions;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.problem.Refusal;
import io.usher.api.http.security.Caller;
import io.usher.api.imports.CsvFormat.Flaw;
import io.usher.api.imports.Imports.Options;
import io.usher.contract.id.InvitationId;
import io.usher.runtime.polling.PollingLoop;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Imports people in two steps: a dry run of a file, and then the rows that it has read. Takes {@code invitations:write} and
 * each permission of the roles that the invitation grants.
 */
public final class ImportingPeople {

    /** As {@link CsvFormat} finds them in a header. A row has its number, too: otherwise those without a person would be blank. */
    private static final String HEADER = "email,first name,last name,row\n";

    private final ImportTargets targets;
    private final ReceivingFiles receiving;
    private final StartingImports starting;
    private final FindingImports finding;
    private final ImportRows rows;
    private final Transactions transactions;
    private final PollingLoop readingImports;

    ImportingPeople(
            ImportTargets targets,
            ReceivingFiles receiving,
            StartingImports starting,
            FindingImports finding,
            ImportRows rows,
            Transactions transactions,
            PollingLoop readingImports) {
        this.targets = targets;
        this.receiving = receiving;
        this.starting = starting;
        this.finding = finding;
        this.rows = rows;
        this.transactions = transactions;
        this.readingImports = readingImports;
    }

    /** Begins a dry run of the request's file, or of a form's one file. */
    public Mono<Import> check(Caller caller, String invitation, ServerHttpRequest request) {
        return check(caller, invitation, UploadedBody.of(request));
    }

    /** Likewise of text. */
    public Mono<Import> check(Caller caller, String invitation, String text) {
        return check(caller, invitation, Flux.just(text.getBytes(UTF_8)));
    }

    private Mono<Import> check(Caller caller, String invitation, Flux<byte[]> body) {
        return targets.invitation(caller, invitation)
                .flatMap(found -> begin(caller, found, new Options(true, null), body));
    }

    /**
     * Begins to invite those whom a dry run for an invitation has read to the end: nobody twice, however often. Ends the
     * request with 404 if it is none.
     *
     * @param sendEmails null = as the invitation says
     */
    public Mono<Import> invite(Caller caller, UUID dryRun, @Nullable Boolean sendEmails) {
        return finding.find(caller, dryRun)
                .filter(Import::isChecked)
                .mapNotNull(checked -> checked.target().invitation())
                .switchIfEmpty(Mono.error(Refusal::notFound))
                .flatMap(invitation -> begin(
                        caller,
                        invitation,
                        new Options(false, sendEmails),
                        Flux.just(HEADER.getBytes(UTF_8)).concatWith(lines(dryRun))));
    }

    private Mono<Import> begin(Caller caller, InvitationId invitation, Options options, Flux<byte[]> body) {
        return receiving
                .receive(
                        caller, body, stored -> transactions.inOne(starting.start(caller, invitation, options, stored)))
                .doOnNext(started -> readingImports.wake());
    }

    private Flux<byte[]> lines(UUID dryRun) {
        return some(dryRun, new PageRequest("", PageRequest.MOST, null))
                .expand(some -> some.size() < PageRequest.MOST
                        ? Mono.empty()
                        : some(dryRun, new PageRequest("", PageRequest.MOST, Order.BY_NUMBER.write((long)
                                some.getLast().row()))))
                .map(some -> some.stream()
                        .map(ImportingPeople::line)
                        .collect(Collectors.joining())
                        .getBytes(UTF_8));
    }

    private Mono<List<ImportedRow>> some(UUID dryRun, PageRequest page) {
        return rows.search(dryRun, null, null, page)
                .upTo(null)
                .take(page.limit())
                .collectList();
    }

    /** What could not be read is written so that it cannot be read for the same reason. */
    private static String line(ImportedRow row) {
        String email = Flaw.ofReason(row.reason()).map(Flaw::example).orElseGet(() -> quoted(row.email()));
        return Stream.of(email, quoted(row.firstName()), quoted(row.lastName()), "" + row.row())
                .collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(@Nullable String cell) {
        return cell == null ? "" : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
