package io.usher.api.http.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Flux;

/**
 * A list as CSV (RFC 4180) in UTF-8, streamed row by row. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe.
 */
public final class CsvExport {

    public static final String MEDIA_TYPE = "text/csv";

    private static final MediaType CSV = new MediaType("text", "csv", UTF_8);
    private static final String FORMULA = "=+-@\t\r";
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
