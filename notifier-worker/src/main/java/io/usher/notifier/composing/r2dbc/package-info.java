/** Stores new messages in PostgreSQL, each once. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.composing.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
