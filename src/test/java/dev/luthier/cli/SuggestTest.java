package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program at the other end of the pipes: it answers a line only once it has read one. */
@Timeout(120)
class SuggestTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path directory;
  private Path study;

  @BeforeEach
  void writeStudy() throws IOException {
    study = directory.resolve("study.textproto");
    Files.writeString(
        study,
        """
        name: "asked"
        model: "%s"
        data { path: "iris" validation_fraction: 0.2 }
        objective { metric: "validation/accuracy" goal: MAXIMIZE }
        parameter {
          name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-3 max: 1e-1 step: 10 scale: LOG }
        }
        parameter { name: "epochs" path: "training.epochs" int { min: 2 max: 3 } }
        sampler { grid {} }
        """
            .formatted(Path.of("graphs/iris_logistic.textproto").toAbsolutePath()));
  }

  /** The verb in a process of its own. */
  private final class Conversation implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    Conversation() throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx48m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "suggest",
                  study.toString())
              .redirectError(directory.resolve("err").toFile())
              .start();
      in = process.outputWriter();
      out = process.inputReader();
    }

    void say(String line) throws IOException {
      in.write(line + "\n");
      in.flush();
    }

    JsonNode hear() throws IOException {
      String line = out.readLine();
      assertTrue(line != null, Files.readString(directory.resolve("err")));
      return MAPPER.readTree(line);
    }

    int end() throws IOException, InterruptedException {
      in.close();
      assertEquals(List.of(), out.lines().toList());
      return process.waitFor();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  @Test
  void aWholeSearch() throws IOException, InterruptedException {
    try (Conversation suggest = new Conversation()) {
      suggest.say("{\"ask\":1}");
      assertEquals(
          "{\"trial\":0,\"parameters\":{\"rate\":0.001,\"epochs\":2}}", suggest.hear().toString());
      suggest.say("{\"tell\":{\"trial\":0,\"step\":1,\"value\":0.7}}");
      assertEquals("{\"prune\":false}", suggest.hear().toString());
      suggest.say("{\"tell\":{\"trial\":0,\"step\":2,\"value\":NaN}}");
      assertEquals("{\"prune\":true}", suggest.hear().toString());
      suggest.say("{\"tell\":{\"trial\":0,\"state\":\"PRUNED\"}}");
      suggest.say("{\"ask\":9}");
      List<String> trials = new ArrayList<>();
      JsonNode answer = suggest.hear();
      for (; answer.has("trial"); answer = suggest.hear()) {
        trials.add(answer.toString());
      }
      assertEquals(5, trials.size());
      assertEquals("{\"trial\":5,\"parameters\":{\"rate\":0.1,\"epochs\":3}}", trials.get(4));
      assertEquals("{\"done\":true}", answer.toString());
      suggest.say("{\"tell\":{\"trial\":1,\"value\":0.9}}");
      suggest.say("{\"tell\":{\"trial\":2,\"value\":NaN}}");
      suggest.say("{\"tell\":{\"trial\":3,\"value\":null}}");
      suggest.say("{\"tell\":{\"trial\":4,\"state\":\"FAILED\"}}");
      suggest.say("{\"tell\":{\"trial\":5,\"state\":\"INFEASIBLE\"}}");
      suggest.say("");
      suggest.say("{\"ask\":1}");
      assertEquals("{\"done\":true}", suggest.hear().toString());
      assertEquals(ExitCode.DONE, suggest.end());
    }
  }

  @Test
  void severalObjectivesAreToldAsAList() throws IOException, InterruptedException {
    Files.writeString(
        study, "objective { metric: \"parameters\" goal: MINIMIZE }\n", StandardOpenOption.APPEND);
    try (Conversation suggest = new Conversation()) {
      suggest.say("{\"ask\":1}");
      assertEquals(0, suggest.hear().get("trial").intValue());
      suggest.say("{\"tell\":{\"trial\":0,\"step\":1,\"values\":[0.7,15]}}");
      assertEquals("{\"prune\":false}", suggest.hear().toString());
      suggest.say("{\"tell\":{\"trial\":0,\"value\":0.9}}");
      assertEquals(
          "values must be 2, one for each objective of the study, were 1",
          suggest.hear().get("error").textValue());
      suggest.say("{\"tell\":{\"trial\":0,\"values\":[0.9,15]}}");
      suggest.say("{\"ask\":1}");
      assertEquals(1, suggest.hear().get("trial").intValue());
      assertEquals(ExitCode.DONE, suggest.end());
    }
  }

  @Test
  void wrongLinesAreAnsweredAndTheSearchGoesOn() throws IOException, InterruptedException {
    List<String> wrong =
        Stream.of(
                "ask",
                "1",
                "{}",
                "[{'ask':1}]",
                "{'ask':1",
                "{'ask':1} {'ask':1}",
                "{'ask':1,'ask':1}",
                "{'ask':1,'tell':{'trial':0,'value':1}}",
                "{'suggest':1}",
                "{'ask':0}",
                "{'ask':1.5}",
                "{'ask':'1'}",
                "{'ask':1e9}",
                "{'tell':0}",
                "{'tell':{}}",
                "{'tell':{'trial':0}}",
                "{'tell':{'value':1}}",
                "{'tell':{'trial':7,'value':1}}",
                "{'tell':{'trial':-1,'value':1}}",
                "{'tell':{'trial':0.5,'value':1}}",
                "{'tell':{'trial':99999999999,'value':1}}",
                "{'tell':{'trial':0,'value':'good'}}",
                "{'tell':{'trial':0,'step':1}}",
                "{'tell':{'trial':0,'values':[]}}",
                "{'tell':{'trial':0,'values':1}}",
                "{'tell':{'trial':0,'values':[1,2]}}",
                "{'tell':{'trial':0,'values':['1']}}",
                "{'tell':{'trial':0,'value':1,'values':[1]}}",
                "{'tell':{'trial':0,'step':-1,'value':1}}",
                "{'tell':{'trial':0,'state':'DONE'}}",
                "{'tell':{'trial':0,'state':'PRUNED'}}",
                "{'tell':{'trial':0,'state':'FAILED','value':1}}",
                "{'tell':{'trial':0,'value':1,'epoch':3}}",
                "[".repeat(5000))
            .map(line -> line.replace('\'', '"'))
            .toList();
    try (Conversation suggest = new Conversation()) {
      suggest.say("{\"ask\":1}");
      assertEquals(0, suggest.hear().get("trial").intValue());
      for (String line : wrong) {
        suggest.say(line);
        JsonNode answer = suggest.hear();
        assertTrue(answer.path("error").isTextual() && answer.size() == 1, line + answer);
      }
      suggest.say("{\"tell\":{\"trial\":0,\"value\":0.5}}");
      suggest.say("{\"tell\":{\"trial\":0,\"value\":0.5}}");
      assertEquals(
          "trial 0 is over already, it is COMPLETE", suggest.hear().get("error").textValue());
      suggest.say("{\"ask\":1}");
      assertEquals(1, suggest.hear().get("trial").intValue());
      assertEquals(ExitCode.DONE, suggest.end());
    }
  }

  @Test
  void aLineWithoutAnEndTakesNoMemoryAndIsAnswered() throws IOException, InterruptedException {
    try (Conversation suggest = new Conversation()) {
      String part = "[\"" + "x".repeat(1 << 16);
      for (int i = 0; i < 500; i++) {
        suggest.in.write(part);
      }
      suggest.say("");
      assertEquals(
          "the line must have at most 65536 characters, has more",
          suggest.hear().get("error").textValue());
      suggest.say("{\"tell\":{\"" + "k".repeat(20_000) + "\":1}}");
      assertTrue(suggest.hear().get("error").textValue().length() < 600);
      suggest.say("{\"ask\":1}");
      assertEquals(0, suggest.hear().get("trial").intValue());
      assertEquals(ExitCode.DONE, suggest.end());
    }
  }

  @Test
  void aStudyThatIsNotValidIsRefused() throws IOException {
    Files.writeString(study, "name: \"asked\"\nparamter {}\n");
    Invocation refused = Invocation.of("suggest", study.toString());
    assertEquals(ExitCode.INVALID, refused.code());
    assertTrue(refused.err().startsWith("luthier: " + study + ":2:"), refused.err());
    assertEquals(1, refused.err().lines().count());
  }
}
