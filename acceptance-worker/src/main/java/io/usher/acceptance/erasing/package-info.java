/** Erases people on request: their membership, and their data in acceptances. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.erasing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
