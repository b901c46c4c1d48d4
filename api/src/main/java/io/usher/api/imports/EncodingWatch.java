package io.usher.api.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Finds out in which encoding a text is while its bytes pass by. Text that is not UTF-8 is taken for Windows-1252 if it
 * looks like it: letters with accents are few among plain ones there, while those of other scripts follow each other, or
 * have bytes that are rare in Windows-1252.
 */
final class EncodingWatch {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** So many letters with accents hardly follow each other. */
    private static final int LONG_RUN = 3;

    private static final int FEW = 2;

    /** What comes next in a character of UTF-8: bytes that continue it, the next one within these bounds. */
    private int missing;

    private int lowest;
    private int highest;

    private long characters;
    private long malformed;
    private long high;
    private long inRuns;
    private long rare;
    private long undefined;
    private int run;

    void read(byte[] bytes) {
        for (byte one : bytes) {
            int read = one & 0xff;
            if (missing > 0) {
                continueCharacter(read);
            } else if (read >= 0x80) {
                beginCharacter(read);
            }
            count(read);
        }
    }

    private void continueCharacter(int read) {
        if (read < lowest || read > highest) {
            malformed++;
            missing = 0;
            if (read >= 0x80) {
                beginCharacter(read);
            }
            return;
        }
        lowest = 0x80;
        highest = 0xbf;
        missing--;
        if (missing == 0) {
            characters++;
        }
    }

    private void beginCharacter(int read) {
        lowest = read == 0xe0 ? 0xa0 : read == 0xf0 ? 0x90 : 0x80;
        highest = read == 0xed ? 0x9f : read == 0xf4 ? 0x8f : 0xbf;
        if (read >= 0xc2 && read <= 0xdf) {
            missing = 1;
        } else if (read >= 0xe0 && read <= 0xef) {
            missing = 2;
        } else if (read >= 0xf0 && read <= 0xf4) {
            missing = 3;
        } else {
            malformed++;
        }
    }

    private void count(int read) {
        if (read < 0x80) {
            run = 0;
            return;
        }
        high++;
        run++;
        if (run >= LONG_RUN) {
            inRuns += run == LONG_RUN ? LONG_RUN : 1;
        }
        rare += read < 0xa0 ? 1 : 0;
        undefined += read == 0x81 || read == 0x8d || read == 0x8f || read == 0x90 || read == 0x9d ? 1 : 0;
    }

    /** The encoding of what has passed by; empty if it is unknown. A few bytes that are not UTF-8 spoil their rows alone. */
    Optional<Charset> charset() {
        long flaws = malformed + (missing > 0 ? 1 : 0);
        if (flaws == 0 || characters > flaws) {
            return Optional.of(UTF_8);
        }
        boolean western = undefined == 0 && inRuns * 2 <= high && (rare <= FEW || rare * 2 <= high);
        return western ? Optional.of(WINDOWS_1252) : Optional.empty();
    }
}
