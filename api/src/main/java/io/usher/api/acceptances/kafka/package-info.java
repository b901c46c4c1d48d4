/** Sends requests to Kafka, and reads decisions and changes of invitations from it. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
