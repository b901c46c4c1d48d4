/** Requests go out to Kafka, decisions and changes of invitations come in. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
