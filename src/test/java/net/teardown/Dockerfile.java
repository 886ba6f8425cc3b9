package net.teardown;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** The last stage of a Dockerfile, which becomes the image. */
record Dockerfile(List<Instruction> instructions) {

  /** One instruction, with its continued lines joined. */
  record Instruction(String keyword, String argument) {}

  private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=(\\S+)");

  static Dockerfile read(Path file) throws IOException {
    String text = Files.readString(file);
    List<Instruction> all =
        text.substring(text.lastIndexOf("\nFROM "))
            .replaceAll("(?m)^#.*\\R", "")
            .replaceAll("\\\\\\R\\s*", "")
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> line.split("\\s+", 2))
            .map(words -> new Instruction(words[0], words[1]))
            .toList();
    return new Dockerfile(all);
  }

  /** The arguments of each instruction with this keyword. */
  List<String> arguments(String keyword) {
    return instructions.stream()
        .filter(instruction -> instruction.keyword().equals(keyword))
        .map(Instruction::argument)
        .toList();
  }

  /** The argument of the only instruction with this keyword. */
  String argument(String keyword) {
    List<String> arguments = arguments(keyword);
    if (arguments.size() != 1) {
      throw new AssertionError("%d times %s".formatted(arguments.size(), keyword));
    }
    return arguments.getFirst();
  }

  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String argument : arguments("ENV")) {
      Matcher variable = VARIABLE.matcher(argument);
      while (variable.find()) {
        environment.put(variable.group(1), variable.group(2));
      }
    }
    return environment;
  }

  List<String> entryPoint() {
    return List.of(new JsonMapper().readValue(argument("ENTRYPOINT"), String[].class));
  }
}
