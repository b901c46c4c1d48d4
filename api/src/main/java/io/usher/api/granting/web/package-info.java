/** Roles and teams over HTTP. */
@NullMarked
@CheckReturnValue
package io.usher.api.granting.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
