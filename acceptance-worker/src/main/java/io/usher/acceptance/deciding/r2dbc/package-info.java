/** One PostgreSQL transaction per batch, with one statement per table. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.deciding.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
