/** Organizations as rows. */
@NullMarked
@CheckReturnValue
package io.usher.api.organizing.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
