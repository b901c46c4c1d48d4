/** The blocking edge to Kafka: batches of requests in, decisions out. */
@NullMarked
@CheckReturnValue
package io.usher.acceptance.deciding.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
