/** Transactions on PostgreSQL, and its rows as typed columns. */
@NullMarked
@CheckReturnValue
package io.usher.api.storing.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
