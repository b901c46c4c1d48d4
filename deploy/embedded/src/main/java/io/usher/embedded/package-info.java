/** PostgreSQL, Kafka and a mail catcher that need no installation, for the all-in-one program and for tests. */
@NullMarked
@CheckReturnValue
package io.usher.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
