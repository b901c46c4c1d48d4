package io.usher.api.imports;

import static io.usher.api.imports.DetectedFormat.notCsv;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.usher.api.http.problem.Refusal;
import java.nio.charset.Charset;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a file in as it arrives, in little memory: puts it into UTF-8 if it is in UTF-16, cuts it into pieces to keep, finds
 * out how it is written and counts its rows. What is no CSV is refused as soon as that is known. Not thread-safe.
 */
final class ReadingUpload {

    /** Bytes of each piece but the last one. */
    static final int PIECE = 64 << 10;

    private static final String NEITHER =
            "The file is neither in UTF-8 nor in Windows-1252: save it as CSV in UTF-8 and send that.";

    private final int mostRows;
    private final MessageDigest digest = sha256();
    private final Transcoding transcoding = new Transcoding();
    private final EncodingWatch watch = new EncodingWatch();
    private byte[] unread = new byte[0];
    private final byte[] piece = new byte[PIECE];
    private int filled;
    private long stored;
    private int rows;
    private @Nullable DetectedFormat format;
    private @Nullable RecordSplitter splitter;

    ReadingUpload(int mostRows) {
        this.mostRows = mostRows;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing (expected in every Java)", e);
        }
    }

    /** Returns the pieces that are complete with these bytes. */
    List<byte[]> read(byte[] received) {
        digest.update(received);
        return take(transcoding.utf8(received));
    }

    /** Returns the last pieces. */
    List<byte[]> finish() {
        List<byte[]> pieces = new ArrayList<>(take(transcoding.finish()));
        if (filled > 0) {
            pieces.add(complete());
        }
        look(true);
        return pieces;
    }

    private List<byte[]> take(byte[] utf8) {
        watch.read(utf8);
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < utf8.length; ) {
            int some = Math.min(utf8.length - from, PIECE - filled);
            System.arraycopy(utf8, from, piece, filled, some);
            filled += some;
            from += some;
            if (filled == PIECE) {
                pieces.add(complete());
                look(false);
            }
        }
        return pieces;
    }

    private byte[] complete() {
        byte[] complete = Arrays.copyOf(piece, filled);
        unread = Arrays.copyOf(unread, unread.length + filled);
        System.arraycopy(complete, 0, unread, unread.length - filled, filled);
        stored += filled;
        filled = 0;
        return complete;
    }

    private void look(boolean last) {
        DetectedFormat known = format;
        int from = 0;
        if (known == null) {
            requireText(unread);
            known = DetectedFormat.of(unread, watch.charset().orElse(UTF_8), last);
            format = known;
            from = known.begin();
        }
        RecordSplitter ofFile = splitter == null ? known.in(UTF_8).splitter() : splitter;
        splitter = ofFile;
        count(ofFile, from, last);
    }

    /** Counts the rows of what is unread, except for the last one, which may go on. */
    private void count(RecordSplitter ofFile, int begin, boolean last) {
        int from = begin;
        while (from < unread.length) {
            int end = ofFile.end(unread, from, unread.length, last);
            if (end == RecordSplitter.TOO_LONG) {
                throw notCsv("The file has a line of more than 1 MB.");
            }
            if (end == RecordSplitter.MORE) {
                break;
            }
            rows += ofFile.isBlank(unread, from, end) ? 0 : 1;
            if (rows > mostRows) {
                throw Refusal.tooLarge("The file has more than %,d rows.".formatted(mostRows));
            }
            from = end;
        }
        unread = Arrays.copyOfRange(unread, from, unread.length);
        ofFile.drop(from);
    }

    private static void requireText(byte[] head) {
        FileSignature.of(head).ifPresent(signature -> {
            throw notCsv(signature.refusal());
        });
    }

    /** Once it has finished. Ends the request with 422 if the encoding is unknown. */
    Received received() {
        DetectedFormat known = format;
        if (known == null) {
            throw new IllegalStateException("upload: not finished (expected after all of its bytes)");
        }
        Charset charset = watch.charset().orElseThrow(() -> notCsv(NEITHER));
        return new Received(HexFormat.of().formatHex(digest.digest()), known.in(charset), known.begin(), stored, rows);
    }

    /**
     * A file that is here.
     *
     * @param hash SHA-256 of what was sent, in hexadecimal digits
     * @param begin where its first row of data begins
     * @param bytes as it is kept
     */
    record Received(String hash, CsvFormat format, int begin, long bytes, int rows) {}
}
