/** Invitations over HTTP. */
@NullMarked
@CheckReturnValue
package io.usher.api.inviting.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
