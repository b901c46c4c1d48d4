/** Consumes commands from Kafka in batches and decides them. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.deciding.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
