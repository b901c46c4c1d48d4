/** Transactions and connections of PostgreSQL, and its rows as typed columns. */
@NullMarked
@CheckReturnValue
package io.usher.api.database;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
