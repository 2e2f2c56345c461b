package dev.luthier.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A script by which fish completes verbs, options and files; picocli writes none. */
final class FishCompletion {

  private final String name;
  private final List<String> lines = new ArrayList<>();

  private FishCompletion(String name) {
    this.name = name;
  }

  /**
   * The script.
   *
   * @param name by which the command is called
   */
  static String of(String name, CommandLine command) {
    FishCompletion completion = new FishCompletion(name);
    completion.addVerbs(command, "__fish_use_subcommand");
    for (CommandLine verb : shown(command)) {
      String seen = "__fish_seen_subcommand_from " + verb.getCommandName();
      completion.addOptions(verb.getCommandSpec(), seen);
      List<CommandLine> inner = shown(verb);
      if (!inner.isEmpty()) {
        String names =
            inner.stream().map(CommandLine::getCommandName).collect(Collectors.joining(" "));
        completion.addVerbs(verb, seen + "; and not __fish_seen_subcommand_from " + names);
        inner.forEach(
            each ->
                completion.addOptions(
                    each.getCommandSpec(),
                    seen + "; and __fish_seen_subcommand_from " + each.getCommandName()));
      }
    }
    return String.join("\n", completion.lines) + "\n";
  }

  private void addVerbs(CommandLine command, String condition) {
    for (CommandLine verb : shown(command)) {
      lines.add(
          begin(condition)
              + " -f -a "
              + verb.getCommandName()
              + description(verb.getCommandSpec().usageMessage().description()));
    }
  }

  private void addOptions(CommandSpec verb, String condition) {
    for (OptionSpec option : verb.options()) {
      if (option.hidden()) {
        continue;
      }
      StringBuilder line = new StringBuilder(begin(condition));
      for (String written : option.names()) {
        line.append(written.startsWith("--") ? " -l " : " -s ")
            .append(written.replaceFirst("^--?", ""));
      }
      Iterable<String> candidates = option.completionCandidates();
      if (candidates != null) {
        line.append(" -x -a ").append(quoted(String.join(" ", candidates)));
      } else if (option.arity().max() > 0) {
        line.append(" -r");
      }
      lines.add(line.append(description(option.description())).toString());
    }
  }

  private String begin(String condition) {
    return "complete -c " + name + " -n " + quoted(condition);
  }

  /** The first sentence. */
  private static String description(String[] text) {
    String first = String.join(" ", text).replaceFirst("(?<=[a-z)])[.;:] .*$", "");
    return first.isEmpty() ? "" : " -d " + quoted(first.replaceFirst("\\.$", ""));
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static List<CommandLine> shown(CommandLine command) {
    Map<String, CommandLine> verbs = new TreeMap<>(Comparator.naturalOrder());
    command
        .getSubcommands()
        .forEach(
            (verb, line) -> {
              if (!line.getCommandSpec().usageMessage().hidden()) {
                verbs.put(verb, line);
              }
            });
    return List.copyOf(verbs.values());
  }
}
