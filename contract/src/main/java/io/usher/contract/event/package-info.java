/** The events that Usher publishes: what happened, in the past tense, versioned by the name of their type. */
@NullMarked
@CheckReturnValue
package io.usher.contract.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
