/** The acceptance worker: turns requests for seats into decisions, each exactly once. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
