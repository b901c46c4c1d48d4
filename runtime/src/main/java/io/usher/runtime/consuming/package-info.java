/** Consuming topics from positions that the consuming program stores together with what it makes of the records. */
@NullMarked
@CheckReturnValue
package io.usher.runtime.consuming;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
