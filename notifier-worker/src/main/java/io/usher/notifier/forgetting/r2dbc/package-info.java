/** Old messages in PostgreSQL. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.forgetting.r2dbc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
