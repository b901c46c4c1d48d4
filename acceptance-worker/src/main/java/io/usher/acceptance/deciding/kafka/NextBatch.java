package io.usher.acceptance.deciding.kafka;

import io.usher.acceptance.deciding.kafka.ReadCommands.Read;
import java.util.ArrayList;
import java.util.List;

/** Consecutive commands that are fetched while the batch before theirs is being decided. Thread-safe. */
final class NextBatch {

    /** As many as one poll returns. */
    static final int MOST = 1500;

    private final List<Read> commands = new ArrayList<>();
    private long end;
    private boolean taken;

    /** @param beginning the offset of its first command */
    NextBatch(long beginning) {
        this.end = beginning;
    }

    /** A batch that is being decided. */
    static NextBatch taken(List<Read> commands) {
        NextBatch batch = new NextBatch(commands.getLast().offset() + 1);
        batch.taken = true;
        return batch;
    }

    /** Returns false, and adds nothing, if the batch has been taken or is full, or if there is a gap before these. */
    synchronized boolean add(List<Read> more) {
        if (taken || more.getFirst().offset() != end || commands.size() + more.size() > MOST) {
            return false;
        }
        commands.addAll(more);
        end = more.getLast().offset() + 1;
        return true;
    }

    /** Ends the gathering. */
    synchronized List<Read> take() {
        taken = true;
        return commands;
    }

    synchronized boolean isTaken() {
        return taken;
    }

    /** The offset behind its last command. */
    synchronized long end() {
        return end;
    }
}
