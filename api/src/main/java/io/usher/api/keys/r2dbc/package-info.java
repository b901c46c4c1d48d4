/** API keys as rows, and the platform's first. */
@NullMarked
@CheckReturnValue
package io.usher.api.keys.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
