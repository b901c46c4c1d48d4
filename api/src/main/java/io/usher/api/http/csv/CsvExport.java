package io.usher.api.http.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.paging.Page;
import io.usher.api.http.paging.PageRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A list as CSV (RFC 4180) in UTF-8, streamed row by row. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe.
 */
public final class CsvExport {

    public static final String MEDIA_TYPE = "text/csv";

    /** For the descriptions of lists in the OpenAPI document. */
    public static final String FORM =
            " With `Accept: text/csv` all that the filters leave, in one file, without pages: a header and one line for each,"
                    + " with the properties as columns; what a spreadsheet would take for a formula begins with an apostrophe.";

    private static final MediaType CSV = new MediaType("text", "csv", UTF_8);
    /** In East Asian settings spreadsheets read the wide forms alike. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    /** Rows that are read at once. */
    private static final int ON_A_PAGE = 1_000;

    /** Rows in one piece of the answer. */
    private static final int AT_ONCE = 100;

    private CsvExport() {}

    /** Whether the caller prefers CSV to JSON. Not if what they accept cannot be read: that is refused with 406. */
    public static boolean isWanted(HttpHeaders headers) {
        try {
            return headers.getAccept().stream()
                    .filter(type -> type.getQualityValue() > 0)
                    .max(Comparator.comparingDouble(MediaType::getQualityValue))
                    .filter(type -> !type.isWildcardSubtype() && type.isCompatibleWith(CSV))
                    .isPresent();
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** @param rows each with as many cells as there are columns */
    public static ResponseEntity<Flux<DataBuffer>> of(String fileName, List<String> columns, Flux<List<String>> rows) {
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + "\"")
                .body(Flux.concat(Flux.just(line(columns)), rows.map(CsvExport::line))
                        .buffer(AT_ONCE)
                        .map(lines -> buffer(String.join("", lines))));
    }

    /**
     * All pages of a list, read one at a time as the reader takes them. What the first page is refused for, the file is.
     *
     * @param request for any page of it
     */
    public static <T> Mono<ResponseEntity<Flux<DataBuffer>>> ofPages(
            String fileName,
            List<String> columns,
            PageRequest request,
            Function<PageRequest, Mono<Page<T>>> pages,
            Function<T, List<String>> cells) {
        PageRequest first = new PageRequest(request.list(), ON_A_PAGE, null);
        return pages.apply(first)
                .map(page -> of(
                        fileName,
                        columns,
                        Mono.just(page)
                                .expand(one ->
                                        one.next() == null ? Mono.empty() : pages.apply(first.following(one.next())))
                                .concatMapIterable(Page::items, 1)
                                .map(cells)));
    }

    /** A cell for each value; lists are written into one, and what there is not is empty. */
    public static List<String> cells(@Nullable Object... values) {
        return Arrays.stream(values)
                .map(value -> value instanceof List<?> list
                        ? list.stream().map(Object::toString).collect(Collectors.joining("; "))
                        : Objects.toString(value, ""))
                .toList();
    }

    /** The answer in the other form of such a list. */
    public static ResponseEntity<Flux<DataBuffer>> json(String body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(Flux.just(buffer(body)));
    }

    private static DataBuffer buffer(String text) {
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(UTF_8));
    }

    static String line(List<String> cells) {
        return cells.stream().map(CsvExport::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        if (text.isEmpty()) {
            return "";
        }
        String inert = FORMULA.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        boolean quoted = inert.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r' || c == ';');
        return quoted ? '"' + inert.replace("\"", "\"\"") + '"' : inert;
    }
}
