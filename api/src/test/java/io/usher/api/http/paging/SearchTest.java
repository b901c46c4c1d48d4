package io.usher.api.http.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class SearchTest {

    private static final PageRequest FIRST = new PageRequest("numbers", 2, null);

    /** The numbers from 1, of which those on a page can be divided. */
    private record Numbers(long count, long divisor, long searched) implements Search<Long, Long> {

        @Override
        public boolean isFiltered() {
            return divisor > 1;
        }

        @Override
        public Mono<Long> end() {
            return isFiltered()
                    ? Mono.just(searched).filter(last -> last < count)
                    : Mono.error(new IllegalStateException("there is no end to look for"));
        }

        @Override
        public Flux<Long> upTo(@Nullable Long end) {
            return Flux.fromStream(LongStream.rangeClosed(1, Objects.requireNonNullElse(end, count))
                            .boxed())
                    .filter(number -> number % divisor == 0)
                    .take(FIRST.fetch());
        }

        @Override
        public Mono<List<Long>> indexed() {
            return Mono.empty();
        }

        Page<Long> page() {
            return Objects.requireNonNull(
                    Search.page(FIRST, Order.BY_NUMBER, number -> number, this).block());
        }
    }

    @Test
    void whatIsNotFilteredHasNoEndToSearchTo() {
        Page<Long> more = new Numbers(100, 1, 10).page();
        assertThat(more.items()).containsExactly(1L, 2L);
        assertThat(more.next()).isEqualTo(FIRST.cursor(Order.BY_NUMBER, 2L));
        assertThat(new Numbers(2, 1, 10).page().next()).isNull();
    }

    @Test
    void whatIsFilteredIsSearchedUpToItsEnd() {
        Page<Long> shorter = new Numbers(100, 7, 10).page();
        assertThat(shorter.items()).containsExactly(7L);
        assertThat(shorter.next()).isEqualTo(FIRST.cursor(Order.BY_NUMBER, 10L));
        assertThat(new Numbers(9, 7, 10).page()).isEqualTo(new Page<>(List.of(7L), null));
    }
}
