/** Answers as they are kept. */
@NullMarked
@CheckReturnValue
package io.usher.api.repeating.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
