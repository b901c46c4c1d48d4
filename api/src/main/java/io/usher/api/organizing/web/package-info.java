/** Organizations over HTTP. */
@NullMarked
@CheckReturnValue
package io.usher.api.organizing.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
