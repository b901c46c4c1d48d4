/** Publishes announcements to Kafka. */
@NullMarked
@CheckReturnValue
package io.usher.notifier.announcing.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
