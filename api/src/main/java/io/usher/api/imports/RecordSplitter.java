package io.usher.api.imports;

/**
 * Finds where the records of a CSV file end, so that a file can be read in pieces, from any record on. Works on bytes: in
 * UTF-8 and Windows-1252 no byte of another character looks like a quote, a delimiter or a line break. A quote that is
 * never closed spoils its line alone. Reads one file, forwards: the time that takes is in proportion to the file's size,
 * whatever is in it. Not thread-safe.
 */
final class RecordSplitter {

    /** What has more bytes is no record of people. */
    static final int LONGEST_RECORD = 1 << 20;

    /** The record does not end within the bytes. */
    static final int MORE = -1;

    /** Neither a record nor a line ends within {@link #LONGEST_RECORD}. */
    static final int TOO_LONG = -2;

    private static final byte QUOTE = '"';
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private enum State {
        FIELD_BEGINS,
        PLAIN,
        QUOTED,
        /** A quote in a quoted field: its end, or the first of two. */
        AFTER_QUOTE
    }

    private final byte delimiter;

    /** Up to here an end was searched for in vain, through line breaks that were all within quotes. */
    private int searchedTo;

    /** The state there. */
    private State searched = State.FIELD_BEGINS;

    RecordSplitter(byte delimiter) {
        this.delimiter = delimiter;
    }

    /**
     * Returns where the record that begins at {@code from} ends, its line break included; {@link #MORE} or {@link
     * #TOO_LONG} if no end is found.
     *
     * @param from not before that of the call before
     * @param to where the bytes end
     * @param last whether the file ends there too
     */
    int end(byte[] bytes, int from, int to, boolean last) {
        State state = State.FIELD_BEGINS;
        int endOfLine = MORE;
        int limit = Math.min(to, from + LONGEST_RECORD);
        int i = from;
        while (i < limit) {
            if (bytes[i] != LF && bytes[i] != CR) {
                state = next(state, bytes[i]);
                i++;
                continue;
            }
            int end = i + 1 < to && bytes[i] == CR && bytes[i + 1] == LF ? i + 2 : i + 1;
            if (state != State.QUOTED) {
                return end;
            }
            endOfLine = endOfLine == MORE ? end : endOfLine;
            if (i < searchedTo) {
                // The search before was within quotes here too: what follows is the same.
                state = searched;
                i = searchedTo;
            } else {
                i++;
            }
        }
        searchedTo = limit;
        searched = state;
        boolean tooLong = to - from >= LONGEST_RECORD;
        if (!tooLong && !last) {
            return MORE;
        }
        if (endOfLine != MORE && (tooLong || state == State.QUOTED)) {
            return endOfLine;
        }
        return tooLong ? TOO_LONG : to;
    }

    /** From now on the bytes begin later by so many. */
    void drop(int first) {
        searchedTo -= first;
    }

    private State next(State state, byte read) {
        return switch (state) {
            case FIELD_BEGINS, PLAIN ->
                read == delimiter
                        ? State.FIELD_BEGINS
                        : read == QUOTE && state == State.FIELD_BEGINS ? State.QUOTED : State.PLAIN;
            case QUOTED -> read == QUOTE ? State.AFTER_QUOTE : State.QUOTED;
            case AFTER_QUOTE -> read == QUOTE ? State.QUOTED : read == delimiter ? State.FIELD_BEGINS : State.PLAIN;
        };
    }

    /** Whether the record has nothing in it but delimiters, quotes and blanks. */
    boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte read = bytes[i];
            if (read != delimiter && read != QUOTE && read != ' ' && read != '\t' && read != LF && read != CR) {
                return false;
            }
        }
        return true;
    }
}
