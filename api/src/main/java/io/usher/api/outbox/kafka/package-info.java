/** From the outbox to Kafka: one relay at a time, in order. */
@NullMarked
@CheckReturnValue
package io.usher.api.outbox.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
