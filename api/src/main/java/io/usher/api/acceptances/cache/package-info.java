/** In-memory state that lets a request do without database access. */
@NullMarked
@CheckReturnValue
package io.usher.api.acceptances.cache;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
