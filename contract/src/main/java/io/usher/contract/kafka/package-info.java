/** Where events live on Kafka and how they are written there: topics, the CloudEvents codec, dead letters. */
@NullMarked
@CheckReturnValue
package io.usher.contract.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
