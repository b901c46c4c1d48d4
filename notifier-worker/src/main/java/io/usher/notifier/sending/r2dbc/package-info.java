/** Claims due messages in PostgreSQL and writes what became of them. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.sending.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
