package io.usher.api.http.paging;

import io.usher.runtime.Columns;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds what is on a page of a filtered list. However long the list is, a page takes a bounded amount of work: what many match
 * is among the next items, what few match is found by an index that does not know the list's order. What neither finds is
 * left to the pages that follow, so that a page may be short, or empty, although there is a next one.
 *
 * @param <K> what the list is ordered by
 */
public interface Search<K, T> {

    /** Among so many items a page searches. */
    int SEARCHED = 2_000;

    /** For the descriptions of lists in the OpenAPI document. */
    String SHORT_PAGES =
            "With a filter a page may have fewer items than `limit`, even none, although `next` names another"
                    + " page: one request searches a part of a long list.";

    /** So many are read at most: some may be added after the end of the search was determined. */
    int READ = 2 * SEARCHED;

    /** So many that an index finds are sorted, at most. */
    int SORTED = 5_000;

    /** Whether any of the items that follow may be left out. */
    boolean isFiltered();

    /** The key of the last item that the page searches; empty if it searches all that follow. */
    Mono<K> end();

    /**
     * Those that match, in their order, as many as the page fetches.
     *
     * @param end the last item to look at; null = no end
     */
    Flux<T> upTo(@Nullable K end);

    /** The same by an index, without an end. Empty if no index knows, or if more than {@link #SORTED} match. */
    Mono<List<T>> indexed();

    /**
     * The {@code ids} of a row if they are few enough to be sorted, of which there are {@code counted}; empty otherwise. A row is
     * read at once: its memory is given back before the statement ends.
     */
    static Mono<List<UUID>> few(GenericExecuteSpec found) {
        return found.map(row -> few(new Columns(row))).one().flatMap(Mono::justOrEmpty);
    }

    private static Optional<List<UUID>> few(Columns row) {
        return row.bigint("counted") <= SORTED ? Optional.of(row.uuids("ids")) : Optional.empty();
    }

    static <K, T> Mono<Page<T>> page(PageRequest page, Order<K> order, Function<T, K> key, Search<K, T> search) {
        Mono<K> last = search.isFiltered() ? search.end() : Mono.empty();
        return last.map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(end -> search.upTo(end.orElse(null))
                        .collectList()
                        .flatMap(found -> end.isEmpty() || found.size() == page.fetch()
                                ? Mono.just(page.page(found, order, key))
                                : search.indexed()
                                        .map(all -> page.page(all, order, key))
                                        .defaultIfEmpty(new Page<>(found, page.cursor(order, end.get())))));
    }
}
