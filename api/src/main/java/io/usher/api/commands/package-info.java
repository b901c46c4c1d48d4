/** Commands to the acceptance worker, and waiting for the events that answer them. */
@NullMarked
@CheckReturnValue
package io.usher.api.commands;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
