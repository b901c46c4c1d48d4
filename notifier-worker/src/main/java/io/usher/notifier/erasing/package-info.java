/** Erases people on request. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.erasing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
