package dev.luthier;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command line of a process, whole: Java's own answer ends after a page of memory. */
public final class CommandLine {

  private CommandLine() {}

  /** The arguments, with a blank between them; empty for a process that has ended. */
  public static String of(ProcessHandle process) {
    try {
      byte[] arguments = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline"));
      return new String(arguments, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
