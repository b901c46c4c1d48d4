/** The outbox as a table. */
@NullMarked
@CheckReturnValue
package io.usher.api.outbox.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
