/** Noticing consumers that do not go on, and reporting them to operators. */
@NullMarked
@CheckReturnValue
package io.usher.runtime.stalls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
