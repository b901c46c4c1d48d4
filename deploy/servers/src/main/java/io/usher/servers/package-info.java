/** Real PostgreSQL, Kafka and SMTP servers in this JVM or in containers, for tests and for the all-in-one program. */
@NullMarked
@CheckReturnValue
package io.usher.servers;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
