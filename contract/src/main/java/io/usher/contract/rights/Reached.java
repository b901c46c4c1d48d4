package io.usher.contract.rights;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member, or those whom an invitation makes members, as far as it matters whose rights reach them.
 *
 * @param learner whether no role of theirs permits anything
 * @param unit null = none
 */
public record Reached(boolean learner, @Nullable UUID unit) {}
