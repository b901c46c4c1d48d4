/** Faults that strike the programs while requests are in flight, and the check of what is left afterwards. */
@NullMarked
@CheckReturnValue
package io.usher.resilience;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
