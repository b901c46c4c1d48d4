/** What concerns people themselves, whichever organization it is of: it takes no permission but their own address. */
@NullMarked
@CheckReturnValue
package io.usher.api.people;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
