/** Deciding acceptances: first come, first served, all or nothing, never one too many. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.deciding;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
