/** Publishing to Kafka: what is reported as published, the brokers have. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.publishing.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
