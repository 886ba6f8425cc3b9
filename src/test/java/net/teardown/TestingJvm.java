package net.teardown;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM with the classes of the tests behind those of the service, for the seconds of one test. */
public final class TestingJvm {

  /** What a JVM needs that runs our sockets. */
  public static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  private TestingJvm() {}

  /**
   * The command up to the main class.
   *
   * @param options a JVM without {@link #NATIVE_ACCESS} can't use the service's AOT cache, which
   *     was made with it
   */
  public static List<String> command(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        options.contains(NATIVE_ACCESS)
            ? ServiceProcess.fastWithTests()
            : List.of(ServiceProcess.STARTS_FAST, "-cp", ServiceProcess.classPath()));
    return command;
  }
}
