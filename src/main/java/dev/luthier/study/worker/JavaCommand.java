package dev.luthier.study.worker;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of another process of this program. */
public final class JavaCommand {

  private JavaCommand() {}

  /**
   * Starts as this process was started: the same Java, options and classes.
   *
   * @param moreOptions of Java
   * @param mainClass with its arguments
   */
  public static List<String> likeThis(List<String> moreOptions, String... mainClass) {
    List<String> command = new ArrayList<>();
    command.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // Agents, such as a debugger's or a coverage tool's, are for one process.
      if (!option.startsWith("-agentlib") && !option.startsWith("-javaagent")) {
        command.add(option);
      }
    }
    command.addAll(moreOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(mainClass));
    return command;
  }
}
