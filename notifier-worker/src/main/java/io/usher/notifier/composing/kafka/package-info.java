/** Takes events from Kafka in batches and sets aside what is none. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.composing.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
