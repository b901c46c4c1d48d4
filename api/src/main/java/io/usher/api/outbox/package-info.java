/** Events on their way to Kafka, written with the change that they tell. */
@NullMarked
@CheckReturnValue
package io.usher.api.outbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
