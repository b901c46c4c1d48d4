package io.usher.api.imports;

import static io.usher.api.imports.CsvFormat.NO_COLUMN;

import io.usher.api.http.problem.Refusal;
import io.usher.contract.address.EmailAddress;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How a file is written, judged by its first rows. A first row that has a name of a column in it is the header. Without
 * one the column of the addresses is the one that has them; the others are first name and last name, in that order.
 *
 * @param begin where the first row of data begins
 */
record DetectedFormat(char delimiter, int email, int firstName, int lastName, int begin) {

    private static final int ROWS = 20;
    private static final String DELIMITERS = ",;\t";

    /** What other programs put between columns. Hardly an address has one of them. */
    private static final String OTHERS = "|^~";

    /** The line in which Excel is told the delimiter. */
    private static final String DELIMITER_LINE = "sep=";

    CsvFormat in(Charset charset) {
        return new CsvFormat(charset, delimiter, email, firstName, lastName);
    }

    /**
     * Ends the request with 422 if there is nobody to invite.
     *
     * @param head the first bytes of the file, in UTF-8 or what is close to it, without a byte order mark
     * @param charset to read them with
     * @param last whether they are all
     */
    static DetectedFormat of(byte[] head, Charset charset, boolean last) {
        Candidate best = candidates(DELIMITERS, head, charset, last)
                .max(Comparator.comparing(Candidate::hasEmailHeader)
                        .thenComparing(Candidate::fits)
                        .thenComparing(Candidate::addresses)
                        .thenComparing(Candidate::columns)
                        // Of equals the first one.
                        .thenComparing(candidate -> -DELIMITERS.indexOf(candidate.delimiter)))
                .orElseThrow();
        if (best.rows.isEmpty()) {
            throw notCsv("The file is empty.");
        }
        if (best.columns() == 1) {
            requireOneColumn(candidates(OTHERS, head, charset, last));
        }
        if (best.emailColumn() == NO_COLUMN) {
            throw notCsv("The first rows have no e-mail address, and no header says where one is.");
        }
        return best.format();
    }

    private static Stream<Candidate> candidates(String delimiters, byte[] head, Charset charset, boolean last) {
        return delimiters.chars().mapToObj(delimiter -> Candidate.of((char) delimiter, head, charset, last));
    }

    /** Otherwise all that stands in a row would be taken for an address. */
    private static void requireOneColumn(Stream<Candidate> others) {
        others.filter(other -> other.columns() > 1 && other.emailColumn() != NO_COLUMN)
                .findFirst()
                .ifPresent(other -> {
                    throw notCsv("The columns are separated by %s (expected a comma, a semicolon or a tab)."
                            .formatted(other.delimiter));
                });
    }

    static Refusal notCsv(String detail) {
        return Refusal.againstRule("not-csv", detail, List.of());
    }

    /** @param ends where the rows end; blank ones are left out */
    private record Candidate(char delimiter, int begin, List<List<String>> rows, List<Integer> ends) {

        static Candidate of(char delimiter, byte[] head, Charset charset, boolean last) {
            RecordSplitter splitter = new RecordSplitter((byte) delimiter);
            int begin = afterDelimiterLine(head, delimiter);
            List<List<String>> rows = new ArrayList<>();
            List<Integer> ends = new ArrayList<>();
            int from = begin;
            while (from < head.length && rows.size() < ROWS) {
                int end = splitter.end(head, from, head.length, last);
                if (end < 0) {
                    break;
                }
                if (!splitter.isBlank(head, from, end)) {
                    rows.add(CsvFormat.fields(new String(head, from, end - from, charset), delimiter)
                            .orElse(List.of()));
                    ends.add(end);
                }
                from = end;
            }
            return new Candidate(delimiter, begin, rows, ends);
        }

        private static int afterDelimiterLine(byte[] head, char delimiter) {
            String line = DELIMITER_LINE + delimiter;
            int end = line.length();
            for (int i = 0; i < end; i++) {
                if (i >= head.length || head[i] != line.charAt(i)) {
                    return 0;
                }
            }
            return end;
        }

        boolean hasHeader() {
            return !rows.isEmpty()
                    && rows.getFirst().stream().noneMatch(Candidate::isAddress)
                    && header().stream().anyMatch(Objects::nonNull);
        }

        boolean hasEmailHeader() {
            return hasHeader() && header().contains(ColumnNames.EMAIL);
        }

        /** Null for the columns whose name is unknown. */
        private List<ColumnNames> header() {
            return rows.getFirst().stream().map(ColumnNames::named).toList();
        }

        /** How many rows have an address in the column that has most of them. */
        int addresses() {
            return IntStream.range(0, columns()).map(this::addressesIn).max().orElse(0);
        }

        private int addressesIn(int column) {
            return (int) rows.stream()
                    .filter(row -> column < row.size() && isAddress(row.get(column)))
                    .count();
        }

        private static boolean isAddress(String field) {
            return EmailAddress.parse(field).isPresent();
        }

        /** Whether no row has more columns than a header that tells where the addresses are: it may have two addresses. */
        boolean fits() {
            return !hasEmailHeader()
                    || rows.stream()
                            .allMatch(row ->
                                    row.stream().skip(rows.getFirst().size()).allMatch(String::isBlank));
        }

        int columns() {
            return rows.stream().mapToInt(List::size).max().orElse(0);
        }

        int emailColumn() {
            if (hasEmailHeader()) {
                return header().indexOf(ColumnNames.EMAIL);
            }
            return IntStream.range(0, columns())
                    .boxed()
                    .filter(column -> addressesIn(column) > 0)
                    .max(Comparator.comparing(this::addressesIn).thenComparing(Collections.reverseOrder()))
                    .orElse(NO_COLUMN);
        }

        DetectedFormat format() {
            int email = emailColumn();
            if (!hasHeader()) {
                List<Integer> names = IntStream.range(0, columns())
                        .filter(column -> column != email)
                        .boxed()
                        .toList();
                return new DetectedFormat(delimiter, email, nth(names, 0), nth(names, 1), begin);
            }
            int first = header().indexOf(ColumnNames.FIRST_NAME);
            int last = header().indexOf(ColumnNames.LAST_NAME);
            int name = header().indexOf(ColumnNames.NAME);
            return new DetectedFormat(
                    delimiter,
                    email,
                    first == NO_COLUMN && last == NO_COLUMN ? name : first,
                    last == NO_COLUMN && first != NO_COLUMN ? name : last,
                    ends.getFirst());
        }

        private static int nth(List<Integer> columns, int place) {
            return Stream.concat(columns.stream().skip(place), Stream.of(NO_COLUMN))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
