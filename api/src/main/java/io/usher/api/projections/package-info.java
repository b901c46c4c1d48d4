/**
 * What became of people and invitations, as the other programs report it: projected from their events into tables that can
 * be rebuilt from the topics, and shown as statistics.
 */
@NullMarked
@CheckReturnValue
package io.usher.api.projections;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
