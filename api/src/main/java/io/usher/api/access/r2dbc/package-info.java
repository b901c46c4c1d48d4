/** API keys as they are stored: hashed. */
@NullMarked
@CheckReturnValue
package io.usher.api.access.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
