/** The people of an organization. */
@NullMarked
@CheckReturnValue
package io.usher.api.members;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
