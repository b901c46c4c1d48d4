package io.usher.api.members;

import io.usher.api.database.ReachedRows;
import io.usher.contract.rights.Reach;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which members are listed.
 *
 * @param ended those whose membership has ended, or those who are members now
 * @param having grantables that each of them must have
 * @param q part of a name or an address; null = any
 * @param reach within which each of them must be
 */
record MemberFilter(
        boolean ended, List<UUID> having, @Nullable String q, Reach reach) {

    /** Whether the index of what members hold knows more than that their membership has ended, which has its own. */
    boolean isIndexed() {
        return !ended && (!having.isEmpty() || ReachedRows.areIndexed(reach));
    }
}
