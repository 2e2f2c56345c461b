package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

class MainTest {

  @Test
  void helpNamesEveryVerb() {
    Invocation help = Invocation.of("--help");
    assertEquals(ExitCode.DONE, help.code());
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, verb) ->
                assertEquals(
                    !verb.getCommandSpec().usageMessage().hidden(),
                    help.out().contains("\n  " + name),
                    help.out()));
    assertEquals("", help.err());
  }

  @Test
  void helpLoadsNothingOfTensorFlowOrOfDatabases() throws IOException, InterruptedException {
    Invocation help =
        Invocation.ofProcess(Map.of(), List.of("-Xlog:class+load"), "train", "--help");
    assertEquals(ExitCode.DONE, help.code(), help.err());
    String log = help.out();
    assertTrue(log.contains(Main.class.getName()), log);
    assertEquals(
        List.of(),
        log.lines().filter(l -> l.contains("] org.tensorflow.") || l.contains("javacpp")).toList());
    assertEquals(
        List.of(),
        log.lines()
            .filter(l -> l.contains("] org.sqlite.") || l.contains("] org.postgresql."))
            .toList());
  }

  @TestFactory
  Stream<DynamicTest> everyVerbHasHelpWithAnExample() {
    return verbs(Main.commandLine())
        .filter(verb -> verb.getSubcommands().isEmpty())
        .filter(verb -> !verb.getCommandSpec().usageMessage().hidden())
        .map(verb -> verb.getCommandSpec().qualifiedName())
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      String[] arguments = (name + " --help").split(" ");
                      Invocation help =
                          Invocation.of(
                              List.of(arguments)
                                  .subList(1, arguments.length)
                                  .toArray(String[]::new));
                      assertEquals(ExitCode.DONE, help.code());
                      // Arguments of a verb may stand before those of the verb below it.
                      List<String> usage =
                          List.of(help.out().lines().findFirst().orElseThrow().split(" "));
                      assertEquals("Usage:", usage.get(0));
                      assertTrue(usage.containsAll(List.of(name.split(" "))), help.out());
                      assertTrue(help.out().contains("Example"), help.out());
                    }));
  }

  @Test
  void helpFitsATerminal() {
    verbs(Main.commandLine())
        .forEach(
            verb ->
                verb.getUsageMessage()
                    .lines()
                    .forEach(line -> assertTrue(line.length() <= 80, line)));
  }

  @Test
  void optionsThatEveryVerbHas() {
    verbs(Main.commandLine())
        .forEach(
            verb ->
                assertTrue(
                    new TreeSet<>(verb.getCommandSpec().optionsMap().keySet())
                        .containsAll(List.of("--help", "-h", "--stacktrace")),
                    verb.getCommandName()));
  }

  @Test
  void wrongUsageIsOneLineAndAHint() {
    Invocation unknown = Invocation.of("devices", "--jsn");
    assertEquals(ExitCode.INVALID, unknown.code());
    assertEquals("", unknown.out());
    assertEquals(
        List.of(
            "luthier: Unknown option: '--jsn'; did you mean --json?",
            "Try: luthier devices --help"),
        unknown.err().lines().toList());
    assertEquals(ExitCode.INVALID, Invocation.of().code());
  }

  @Test
  void versionIsPrinted() {
    assertTrue(Invocation.of("--version").out().startsWith("luthier "));
  }

  @Test
  void completionKnowsTheVerbs() {
    String script = Invocation.of("completion").out();
    assertTrue(script.contains("devices") && script.contains("complete -F"), script);
  }

  @Test
  void manualPageHasNoLineThatRoffWouldSwallow() {
    String page = Invocation.of("manual", "devices").out();
    assertTrue(page.startsWith(".TH \"LUTHIER-DEVICES\" 1"), page);
    assertTrue(page.contains("\\-\\-json"), page);
    assertFalse(
        page.lines().anyMatch(l -> l.startsWith(".") && !l.matches("\\.(TH|SH|nf|fi)( .*)?")),
        page);
    assertEquals(ExitCode.INVALID, Invocation.of("manual", "violin").code());
  }

  private static Stream<CommandLine> verbs(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(MainTest::verbs));
  }
}
