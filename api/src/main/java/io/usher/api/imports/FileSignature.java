package io.usher.api.imports;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Files that are taken for CSV and are not, by how they begin. */
enum FileSignature {
    WORKBOOK("This is an Excel workbook or another archive: open it, save it as CSV and send that.", "PK\u0003\u0004"),
    OLD_WORKBOOK("This is an Excel workbook: open it, save it as CSV and send that.", "\u00d0\u00cf\u0011\u00e0"),
    DOCUMENT("This is a PDF document, not CSV.", "%PDF-"),
    ARCHIVE("This is a compressed file: unpack it and send the CSV.", "\u001f\u008b", "7z\u00bc\u00af", "Rar!"),
    PAGE("This is a web page or XML, not CSV.", "<!doctype", "<html", "<?xml"),
    JSON("This is JSON, not CSV.", "[{", "{\""),
    BINARY("This is a binary file, not CSV.");

    private static final int STRAY = 2;
    private static final int MOST_SHARE = 50;

    private final String refusal;
    private final String[] beginnings;

    FileSignature(String refusal, String... beginnings) {
        this.refusal = refusal;
        this.beginnings = beginnings;
    }

    String refusal() {
        return refusal;
    }

    static Optional<FileSignature> of(byte[] head) {
        // Each byte is one character.
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String beginning =
                text.substring(0, Math.min(text.length(), 256)).stripLeading().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(signature -> Arrays.stream(signature.beginnings)
                        .anyMatch(start -> beginning.startsWith(start.toLowerCase(Locale.ROOT))))
                .findFirst()
                .or(() -> Optional.of(BINARY).filter(binary -> isBinary(text)));
    }

    /** A stray one is a bad row. */
    private static boolean isBinary(String text) {
        long controls = text.chars().filter(FileSignature::isControl).count();
        return controls > STRAY && controls * MOST_SHARE > text.length();
    }

    private static boolean isControl(int character) {
        return character < ' ' && character != '\t' && character != '\n' && character != '\r' && character != '\f';
    }
}
