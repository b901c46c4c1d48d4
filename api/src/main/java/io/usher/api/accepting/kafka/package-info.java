/** Requests go out to Kafka, decisions and changes of invitations come in; the only place that sees Reactor Kafka for this. */
@NullMarked
@CheckReturnValue
package io.usher.api.accepting.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
