package dev.luthier.cli;

import dev.luthier.docs.WrittenPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The page of all verbs is made of the commands' own help. */
class CommandReferenceTest {

  private static final int WIDTH = 100;
  private static final String HEAD =
      """
      # Commands

      What `luthier VERB --help` prints. `luthier manual VERB | man -l -` shows it as a manual page, and
      `source <(luthier completion)` has bash and zsh complete it,
      `luthier completion fish | source` fish.
      """;

  @Test
  void isWhatTheHelpSays() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    add(page, Main.commandLine());
    WrittenPage.require("commands.md", page.toString());
  }

  private static void add(StringBuilder page, CommandLine command) {
    if (command.getCommandSpec().usageMessage().hidden()) {
      return;
    }
    // Of the terminal, which differs, else.
    command.getCommandSpec().usageMessage().autoWidth(false).width(WIDTH);
    String help =
        command
            .getUsageMessage(Help.Ansi.OFF)
            .lines()
            .map(String::stripTrailing)
            .reduce("", (all, line) -> all + line + "\n");
    String name = command.getCommandSpec().qualifiedName();
    page.append("\n## ").append(name).append("\n\n```text\n");
    page.append(help).append("```\n");
    command.getSubcommands().values().stream().distinct().forEach(verb -> add(page, verb));
  }
}
