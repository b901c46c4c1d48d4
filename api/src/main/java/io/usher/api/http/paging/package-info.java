/** Long lists, one page at a time. */
@NullMarked
@CheckReturnValue
package io.usher.api.http.paging;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
