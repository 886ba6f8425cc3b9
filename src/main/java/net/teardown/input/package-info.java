/**
 * How what people write is read: strictly, with one set of words for what is wrong with it and
 * where.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package net.teardown.input;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
