/** Tells on Kafka what became of each message, in order. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.announcing;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
