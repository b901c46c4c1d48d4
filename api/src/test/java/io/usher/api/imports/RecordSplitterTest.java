package io.usher.api.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.usher.api.http.problem.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RecordSplitterTest {

    private static final String[] PARTS = {"a", "b", ",", "\"", "\"\"", "\n", "\r", "\r\n", "\",\"", "\"\n", "ü"};

    @Test
    void wellFormedFilesAreReadAsFastCsvReadsThemWhole() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int wellFormed = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = text(random);
            Optional<List<List<String>>> whole = whole(text);
            if (whole.isPresent()) {
                wellFormed++;
                assertThat(split(text)).as("%s of seed %d", text, seed).isEqualTo(whole.get());
            }
        }
        assertThat(wellFormed).isGreaterThan(1000);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i >= 0; i--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    private static Optional<List<List<String>>> whole(String text) {
        try {
            List<List<String>> records = new ArrayList<>();
            CsvReader.builder()
                    .allowUnclosedQuote(false)
                    .ofCsvRecord(text)
                    .forEach(record -> records.add(record.getFields()));
            records.removeIf(RecordSplitterTest::isBlank);
            return Optional.of(records);
        } catch (CsvParseException malformed) {
            return Optional.empty();
        }
    }

    private static RecordSplitter commas() {
        return new RecordSplitter((byte) ',');
    }

    private static List<List<String>> split(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        RecordSplitter commas = commas();
        List<List<String>> records = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int end = commas.end(bytes, from, bytes.length, true);
            if (!commas.isBlank(bytes, from, end)) {
                records.add(CsvFormat.fields(new String(bytes, from, end - from, UTF_8), ',')
                        .orElseThrow());
            }
            from = end;
        }
        records.removeIf(RecordSplitterTest::isBlank);
        return records;
    }

    private static boolean isBlank(List<String> fields) {
        return fields.stream().allMatch(field -> field.matches("[,\"\\s]*"));
    }

    @Test
    void aFileMayBeReadFromAnyRowOn() {
        StringBuilder text = new StringBuilder("First name,Last name,E-mail\n");
        for (int i = 0; i < 5000; i++) {
            text.append("\"A\n").append(i).append("\",B,p").append(i).append("@example.com\n\n");
        }
        CsvFile file = CsvFile.of(text.toString());

        assertThat(file.received().rows()).isEqualTo(5000);
        assertThat(file.rows(7)).isEqualTo(file.rows(5000)).hasSize(5000);
    }

    @Test
    void whatWasSearchedBeforeChangesNoEnd() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = text(random) + text(random);
            byte[] bytes = text.getBytes(UTF_8);
            RecordSplitter forwards = commas();
            int to = 1 + random.nextInt(bytes.length);
            for (int from = 0; from < bytes.length; ) {
                int end = forwards.end(bytes, from, to, to == bytes.length);
                assertThat(end)
                        .as("of %s from %d to %d, seed %d", text, from, to, seed)
                        .isEqualTo(commas().end(bytes, from, to, to == bytes.length));
                to = end == RecordSplitter.MORE || end >= to ? Math.min(bytes.length, to + 1) : to;
                from = end == RecordSplitter.MORE ? from : end;
            }
        }
    }

    /** Each line ends within quotes, whether the one before it does or not. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void quotesThatAreNeverClosedTakeNoLonger() {
        CsvFile file = CsvFile.of("a@x.io\n" + "x\",\"\n".repeat(300_000));

        assertThat(file.received().rows()).isEqualTo(300_001);
        assertThat(file.rows(1000)).hasSize(300_001);
    }

    @Test
    void aRecordMayBeAsLongAsAMegabyteButNoLonger() {
        String longest = "a".repeat(RecordSplitter.LONGEST_RECORD - 100);
        String tooLong = "a".repeat(RecordSplitter.LONGEST_RECORD + 1);

        assertThat(CsvFile.of("Ada,Lovelace,ada@x.io\n" + longest + ",b,g@x.io\n")
                        .rows())
                .hasSize(2);
        assertThatThrownBy(() -> CsvFile.of("Ada,Lovelace,ada@x.io\n" + tooLong + ",b,g@x.io\nc,d,e@x.io\n"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("1 MB");
    }

    @Test
    void moreRowsThanAllowedAreRefused() {
        ReadingUpload reading = new ReadingUpload(2);
        List<byte[]> unused = reading.read("a@x.io\nb@x.io\nc@x.io\n".getBytes(UTF_8));

        assertThatThrownBy(reading::finish).isInstanceOf(Refusal.TooLarge.class);
    }
}
