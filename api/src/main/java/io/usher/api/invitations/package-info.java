/** Invitations: who may join, until when, how many, and what they get. */
@NullMarked
@CheckReturnValue
package io.usher.api.invitations;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
