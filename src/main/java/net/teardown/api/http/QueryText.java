package net.teardown.api.http;

import net.teardown.api.problem.InputError;
import net.teardown.api.problem.InvalidRequest;
import org.jspecify.annotations.Nullable;

/** Checks texts of a query that no other rule checks. */
public final class QueryText {

  private QueryText() {}

  /**
   * Refuses control characters, which PostgreSQL can't compare with: it knows no NUL.
   *
   * @param value null if the parameter isn't given
   * @throws InvalidRequest naming the parameter
   */
  public static void requirePrintable(String parameter, @Nullable String value) {
    if (value != null && value.chars().anyMatch(Character::isISOControl)) {
      String message = "must not hold control characters";
      throw new InvalidRequest(
          "'%s' %s".formatted(parameter, message), InputError.inParameter(parameter, message));
    }
  }
}
