/** What the program keeps in memory so that a request costs no database access. */
@NullMarked
@CheckReturnValue
package io.usher.api.accepting.cache;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
