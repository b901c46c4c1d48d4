package io.usher.api.history;

import io.usher.api.history.Entries.Placed;
import io.usher.api.http.csv.CsvExport;
import io.usher.api.http.paging.Order;
import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import io.usher.api.http.security.Action;
import io.usher.api.http.security.Caller;
import io.usher.api.organizations.FindingOrganizations;
import io.usher.contract.id.OrganizationId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Shows the audit log of an organization to those who may manage its keys and roles, and the platform's own to the
 * platform.
 */
public final class ReadingHistory {

    /** Entries of an export in one statement: nothing is held between two of them. */
    private static final int AT_ONCE = 500;

    private final FindingOrganizations organizations;
    private final Entries entries;

    ReadingHistory(FindingOrganizations organizations, Entries entries) {
        this.organizations = organizations;
        this.entries = entries;
    }

    /** A log that the caller may read; null = the platform's. */
    public record Log(@Nullable OrganizationId organization) {}

    /** @param organization id or slug; null = the platform */
    public Mono<Log> open(Caller caller, @Nullable String organization) {
        if (organization == null) {
            return Mono.fromSupplier(() -> {
                caller.onPlatform().require(Action.READ_PLATFORM_AUDIT);
                return new Log(null);
            });
        }
        return organizations
                .find(caller, organization)
                .doOnNext(found -> caller.in(found.id()).require(Action.READ_AUDIT))
                .map(found -> new Log(found.id()));
    }

    public Mono<Page<Entry>> list(Log log, EntryFilter filter, PageRequest page) {
        return entries.list(log.organization(), filter, page.after(Order.BY_NUMBER), page.fetch())
                .collectList()
                .map(fetched ->
                        page.page(fetched, Order.BY_NUMBER, Placed::place).map(Placed::entry));
    }

    /**
     * Who did something to a thing of the organization last, as they were called then; empty if nobody is known. For those who
     * may change it: it is no more than they are told of who made it.
     */
    public Mono<String> lastActor(OrganizationId organization, UUID subject) {
        return entries.list(organization, EntryFilter.ofSubject(subject.toString()), null, 1)
                .mapNotNull(found -> found.entry().actor().name())
                .next();
    }

    /** All of them as CSV, read as the reader takes them. */
    public ResponseEntity<Flux<DataBuffer>> export(Log log, EntryFilter filter) {
        return CsvExport.of("audit.csv", Entry.COLUMNS, all(log, filter).map(Entry::cells));
    }

    private Flux<Entry> all(Log log, EntryFilter filter) {
        return some(log, filter, null)
                .expand(some -> some.size() < AT_ONCE
                        ? Mono.empty()
                        : some(log, filter, some.getLast().place()))
                .concatMapIterable(some -> some, 1)
                .map(Placed::entry);
    }

    private Mono<List<Placed>> some(Log log, EntryFilter filter, @Nullable Long before) {
        return entries.list(log.organization(), filter, before, AT_ONCE).collectList();
    }
}
