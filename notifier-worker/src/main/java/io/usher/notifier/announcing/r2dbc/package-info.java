/** Finds in PostgreSQL what is not announced yet, one instance at a time. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.announcing.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
