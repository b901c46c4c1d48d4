/** Erasures in PostgreSQL. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.erasing.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
