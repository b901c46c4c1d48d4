/** Events on their way to Kafka: kept in the transaction of the change that they report, published after its commit. */
@NullMarked
@CheckReturnValue
package io.usher.runtime.outbox;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
