package net.teardown.api.instance;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import net.teardown.api.http.AnsweredInFront;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/**
 * Answers one of the paths of {@link HealthInWords}, before whatever else the service is busy with.
 */
record WordInFront(String path, Supplier<ResponseEntity<byte[]>> word) implements AnsweredInFront {

  @Override
  public @Nullable ResponseEntity<byte[]> answer(HttpServletRequest request) {
    return request.getQueryString() == null ? word.get() : null;
  }
}
