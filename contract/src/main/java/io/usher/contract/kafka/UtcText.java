package io.usher.contract.kafka;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Instants as {@link Instant#toString} has them, fast for those of whole milliseconds, of which a batch has many alike. */
final class UtcText {

    private static final int LAST_YEAR = 9999;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final String PATTERN = "0000-00-00T00:00:00.000Z";

    private static volatile Written last = new Written(Instant.EPOCH, Instant.EPOCH.toString());

    private UtcText() {}

    private record Written(Instant instant, String text) {}

    static String of(Instant instant) {
        Written before = last;
        if (before.instant().equals(instant)) {
            return before.text();
        }
        String text = write(instant);
        last = new Written(instant, text);
        return text;
    }

    private static String write(Instant instant) {
        if (instant.getNano() == 0 || instant.getNano() % NANOS_PER_MILLI != 0) {
            return instant.toString();
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
            return instant.toString();
        }
        char[] text = PATTERN.toCharArray();
        write(text, 3, time.getYear());
        write(text, 6, time.getMonthValue());
        write(text, 9, time.getDayOfMonth());
        write(text, 12, time.getHour());
        write(text, 15, time.getMinute());
        write(text, 18, time.getSecond());
        write(text, 22, time.getNano() / NANOS_PER_MILLI);
        return new String(text);
    }

    /** @param end where the last digit goes */
    private static void write(char[] text, int end, int number) {
        int at = end;
        for (int rest = number; rest > 0; rest /= 10) {
            text[at--] = (char) ('0' + rest % 10);
        }
    }

    /** The instant of a text as it is written here with milliseconds; null for any other, which may be an instant too. */
    static @Nullable Instant read(byte[] text) {
        if (text.length != PATTERN.length()) {
            return null;
        }
        for (int i = 0; i < text.length; i++) {
            char expected = PATTERN.charAt(i);
            boolean matches = expected == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == expected;
            if (!matches) {
                return null;
            }
        }
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        // What is rare is left to who knows all of it: leap days, leap seconds, 24:00.
        if (month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        return LocalDateTime.of(
                        number(text, 0, 4), month, day, hour, minute, second, number(text, 20, 23) * NANOS_PER_MILLI)
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(byte[] text, int from, int end) {
        int number = 0;
        for (int i = from; i < end; i++) {
            number = number * 10 + text[i] - '0';
        }
        return number;
    }
}
