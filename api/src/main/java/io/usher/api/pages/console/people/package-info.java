/** Pages of the console about the members of an organization. */
@NullMarked
@CheckReturnValue
package io.usher.api.pages.console.people;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
