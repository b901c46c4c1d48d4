/** What the program keeps in memory so that a request costs no database access. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.cache;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
