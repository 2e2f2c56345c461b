package dev.luthier.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** The command {@code luthier}. Nothing of TensorFlow is loaded before a verb needs it. */
@Command(
    name = "luthier",
    description = "Trains neural networks on TensorFlow, without a Python stack.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    subcommands = {
      Init.class,
      Train.class,
      Tune.class,
      Evaluate.class,
      Predict.class,
      Export.class,
      Import.class,
      StudyResults.class,
      Suggest.class,
      Check.class,
      DataSets.class,
      ListDevices.class,
      Worker.class,
      Completion.class,
      Manual.class
    },
    versionProvider = Main.Version.class,
    footer = {
      "",
      "Example:",
      "  luthier train graphs/iris_logistic.textproto --data iris --run runs/iris",
      "",
      "On NVIDIA's GPUs: luthier --gpu VERB … fetches, the first time, what TensorFlow needs for",
      "them. luthier devices says what there is, and why no GPU is used.",
      "",
      "Exit codes: 0 done, 1 the work failed, 2 wrong usage or an invalid file,",
      "130 interrupted (state saved)."
    })
public final class Main implements Runnable {

  @Option(
      names = "--stacktrace",
      scope = CommandLine.ScopeType.INHERIT,
      description = "Shows where an error comes from.")
  private boolean stacktrace;

  @Spec private CommandSpec spec;

  private static final String OUT_OF_HEAP =
      "luthier: out of memory (Java heap space); give Java more, such as"
          + " LUTHIER_JAVA_OPTIONS=-Xmx8g";

  private Main() {}

  /** Runs a verb and exits with its code. */
  public static void main(String[] arguments) {
    int code;
    try {
      code = commandLine().execute(arguments);
    } catch (OutOfMemoryError e) {
      // So little that the command line could not be read, or nothing be told: a constant can.
      System.err.println(OUT_OF_HEAP);
      code = ExitCode.FAILED;
    }
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }

  /** The whole command, ready to execute. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Shows the version.")
                .build());
    addHelp(line);
    ErrorReporter errors = new ErrorReporter();
    return line.setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors)
        .setExecutionStrategy(
            parsed -> {
              try {
                return new RunLast().execute(parsed);
              } catch (LinkageError | OutOfMemoryError | InternalError e) {
                return errors.report(e, parsed.commandSpec().commandLine());
              }
            });
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
    line.getSubcommands().values().forEach(Main::addHelp);
  }

  /** Whether the user wants to see where an error comes from. */
  boolean stacktrace() {
    return stacktrace;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a verb is missing");
  }

  /** From the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"luthier " + (version == null ? "(not packaged)" : version)};
    }
  }
}
