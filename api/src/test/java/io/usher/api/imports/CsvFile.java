package io.usher.api.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.imports.CsvFormat.Row;
import io.usher.api.imports.ReadingUpload.Received;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file that was received and is read in steps, as imports do it. */
record CsvFile(Received received, byte[] kept) {

    private static final int MOST_ROWS = 1_000_000;

    static CsvFile of(String text) {
        return of(text.getBytes(UTF_8), 1000);
    }

    /** @param network how many bytes arrive at a time */
    static CsvFile of(byte[] sent, int network) {
        ReadingUpload reading = new ReadingUpload(MOST_ROWS);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (int from = 0; from < sent.length; from += network) {
            reading.read(Arrays.copyOfRange(sent, from, Math.min(sent.length, from + network)))
                    .forEach(kept::writeBytes);
        }
        reading.finish().forEach(kept::writeBytes);
        return new CsvFile(reading.received(), kept.toByteArray());
    }

    List<Row> rows() {
        return rows(1000);
    }

    /** @param atOnce how many are read before the place is noted */
    List<Row> rows(int atOnce) {
        List<Row> rows = new ArrayList<>();
        int from = received.begin();
        while (rows.size() < received.rows()) {
            CsvFormat.Rows read =
                    received.format().read(Arrays.copyOfRange(kept, from, kept.length), rows.size() + 1, atOnce, true);
            rows.addAll(read.rows());
            from += read.bytes();
        }
        return rows;
    }

    /** First name, last name, e-mail of each row, or what is wrong with it. */
    List<String> people() {
        return rows().stream()
                .map(row -> row.flaw() == null
                        ? row.firstName() + " " + row.lastName() + " " + row.email()
                        : "" + row.flaw())
                .toList();
    }
}
