package io.usher.api.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the people are written in a file.
 *
 * @param email the number of the column, from 0, as are the others
 * @param firstName {@link #NO_COLUMN} if the file has no first names
 * @param lastName {@link #NO_COLUMN} if the file has no last names
 */
record CsvFormat(Charset charset, char delimiter, int email, int firstName, int lastName) {

    static final int NO_COLUMN = -1;

    /** Decoders put it where bytes are no characters. */
    private static final char UNREADABLE = '\ufffd';

    RecordSplitter splitter() {
        return new RecordSplitter((byte) delimiter);
    }

    /** The fields of one record; empty if it is not written as CSV. */
    static Optional<List<String>> fields(String record, char delimiter) {
        try {
            return Optional.of(reader(delimiter).ofSingleCsvRecord(record).getFields());
        } catch (CsvParseException notCsv) {
            return Optional.empty();
        }
    }

    private static CsvReaderBuilder reader(char delimiter) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(false)
                .allowUnclosedQuote(false)
                .maxBufferSize(RecordSplitter.LONGEST_RECORD + 1);
    }

    /**
     * Reads records up to the end of the bytes, or as many rows as asked for. The bytes hold whole records, except for the
     * last one.
     *
     * @param number of the first row
     * @param last whether the file ends with the bytes
     */
    Rows read(byte[] bytes, int number, int most, boolean last) {
        RecordSplitter splitter = splitter();
        List<Row> rows = new ArrayList<>();
        int from = 0;
        while (from < bytes.length && rows.size() < most) {
            int end = splitter.end(bytes, from, bytes.length, last);
            if (end < 0) {
                break;
            }
            if (!splitter.isBlank(bytes, from, end)) {
                rows.add(row(number + rows.size(), new String(bytes, from, end - from, charset)));
            }
            from = end;
        }
        return new Rows(rows, from);
    }

    private Row row(int number, String record) {
        if (record.indexOf(UNREADABLE) >= 0 || record.indexOf('\0') >= 0) {
            return new Row(number, "", null, null, Flaw.UNREADABLE);
        }
        return fields(record, delimiter)
                .map(fields -> new Row(
                        number, field(fields, email).orElse(""), name(fields, firstName), name(fields, lastName), null))
                .orElseGet(() -> new Row(number, "", null, null, Flaw.NOT_CSV));
    }

    private static @Nullable String name(List<String> fields, int column) {
        return field(fields, column).filter(text -> !text.isEmpty()).orElse(null);
    }

    private static Optional<String> field(List<String> fields, int column) {
        return column >= 0 && column < fields.size()
                ? Optional.of(fields.get(column).strip())
                : Optional.empty();
    }

    /** @param bytes how many of the bytes were read */
    record Rows(List<Row> rows, int bytes) {}

    /** @param flaw why it cannot be read; null if it can */
    record Row(
            int number,
            String email,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable Flaw flaw) {}

    /** Why a row invites nobody, whatever address it has. */
    enum Flaw {
        /** It has characters that the file's encoding does not have, or a NUL. */
        UNREADABLE("" + CsvFormat.UNREADABLE),
        /** Its quotes are misplaced, or one is never closed. */
        NOT_CSV("\"!\"!"),
        /** Its person was erased after the file was received. */
        ERASED(ImportRows.ERASED);

        /** What invites nobody either, if it is read again, and ends with its line. */
        private final String example;

        Flaw(String example) {
            this.example = example;
        }

        static Optional<Flaw> ofReason(@Nullable String reason) {
            return Arrays.stream(values())
                    .filter(flaw -> flaw.reason().equals(reason))
                    .findFirst();
        }

        String reason() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        String example() {
            return example;
        }
    }
}
