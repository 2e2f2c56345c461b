package dev.luthier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.luthier.run.AsciiJson;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where a verb writes: its result to standard output, as one JSON object if so asked, and all that
 * it has to say on the way to standard error.
 */
final class Output {

  /** A verb's result: a record whose components are the JSON's keys, in snake case. */
  interface Result {
    /** For people: lines without a last line end. */
    String text();
  }

  /** Goes to the line's beginning and clears it. */
  private static final String ABOVE_BAR = "\r\u001b[K";

  @Option(
      names = "--json",
      description = "Prints exactly one JSON object; the rest goes to standard error.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  /** Prints what came of it. */
  void result(Result result) {
    PrintWriter out = verb.commandLine().getOut();
    out.println(json ? json(result) : Printable.lines(result.text()));
    out.flush();
  }

  /** Says something on the way: one line. */
  void say(String line) {
    print(Printable.line(line));
  }

  /** Says something in the place of a progress bar, which is drawn again below. */
  void sayAboveBar(String line) {
    print(ABOVE_BAR + Printable.line(line));
  }

  private void print(String line) {
    PrintWriter err = verb.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  static String json(Object result) {
    try {
      return AsciiJson.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(AsciiJson.finiteOrNull())
          .build()
          .writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
