/** Consumers of the events, as programs of others may write them. */
@NullMarked
@CheckReturnValue
package io.usher.examples;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
