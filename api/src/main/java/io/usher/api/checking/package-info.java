/** Rules for single fields that several features share. */
@NullMarked
@CheckReturnValue
package io.usher.api.checking;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
