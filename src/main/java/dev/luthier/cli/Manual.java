package dev.luthier.cli;

import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints a manual page in the form that {@code man} reads, made from the same texts as the help.
 */
@Command(
    name = "manual",
    description = "Prints the manual page of luthier or of a verb.",
    footer = {
      "",
      "Examples:",
      "  luthier manual train | man -l -",
      "  luthier manual > ~/.local/share/man/man1/luthier.1"
    })
final class Manual implements Runnable {

  @Parameters(arity = "0..*", paramLabel = "VERB", description = "Such as train, or data get.")
  private String[] path = {};

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine described = spec.root().commandLine();
    for (String verb : path) {
      CommandLine next = described.getSubcommands().get(verb);
      if (next == null) {
        throw new ParameterException(
            spec.commandLine(),
            "no such verb: '"
                + verb
                + "'; write one of "
                + String.join(", ", described.getSubcommands().keySet()));
      }
      described = next;
    }
    spec.commandLine().getOut().print(page(described.getCommandSpec()));
    spec.commandLine().getOut().flush();
  }

  private static String page(CommandSpec command) {
    String name = command.qualifiedName("-");
    String version = new Main.Version().getVersion()[0];
    Help help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
    StringBuilder page = new StringBuilder();
    page.append(
        ".TH \"%s\" 1 \"\" \"%s\"\n".formatted(name.toUpperCase(Locale.ROOT), escape(version)));
    section(page, "NAME", name + " - " + String.join(" ", command.usageMessage().description()));
    preformatted(page, "SYNOPSIS", help.synopsis(0));
    preformatted(page, "ARGUMENTS", help.parameterList());
    preformatted(page, "OPTIONS", help.optionList());
    preformatted(page, "VERBS", help.commandList());
    preformatted(page, "NOTES", String.join("\n", command.usageMessage().footer()).stripLeading());
    return page.toString();
  }

  private static void section(StringBuilder page, String title, String text) {
    page.append(".SH ").append(title).append('\n').append(escape(text)).append('\n');
  }

  private static void preformatted(StringBuilder page, String title, String text) {
    if (!text.isBlank()) {
      page.append(".SH ").append(title).append("\n.nf\n");
      page.append(text.lines().map(Manual::escape).collect(Collectors.joining("\n")));
      page.append("\n.fi\n");
    }
  }

  /** Keeps roff from reading hyphens, backslashes and leading dots as its own. */
  private static String escape(String line) {
    String escaped = line.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
