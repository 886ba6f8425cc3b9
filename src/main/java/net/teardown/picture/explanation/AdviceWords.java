package net.teardown.picture.explanation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.teardown.experiment.outcome.ServerReport;

/**
 * Says in words what to change at the client and at the server. Of the products that a server may
 * be that doesn't name itself only the names are told: their settings would bury the rest.
 */
final class AdviceWords {

  private AdviceWords() {}

  static String of(List<ServerReport.Advice> advice) {
    String sure =
        advice.stream()
            .filter(each -> each.guessedProduct().isEmpty())
            .map(each -> "%s: %s".formatted(whose(each), each.text()))
            .collect(Collectors.joining("; "));
    List<String> products =
        advice.stream()
            .map(ServerReport.Advice::guessedProduct)
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    return products.isEmpty()
        ? sure
        : "%s. The server doesn't say what it is; if it is %s, what to change there stands in server.advice of the JSON and on the page under \"What to change\"."
            .formatted(sure, or(products));
  }

  private static String whose(ServerReport.Advice advice) {
    if (advice.product() != null) {
      return advice.product();
    }
    return switch (advice.side()) {
      case CLIENT -> "client";
      case SERVER -> "server";
    };
  }

  private static String or(List<String> products) {
    return products.size() == 1
        ? products.getFirst()
        : String.join(", ", products.subList(0, products.size() - 1)) + " or " + products.getLast();
  }
}
