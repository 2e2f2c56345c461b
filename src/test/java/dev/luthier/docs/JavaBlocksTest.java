package dev.luthier.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The Java of pages compiles, and runs where it is a program or statements. */
class JavaBlocksTest {

  private static final Pattern TYPE =
      Pattern.compile("(?m)^(?:public |final )*(?:class|record|interface) (\\w+)");

  /** What statements without imports of their own may name. */
  private static final String STATEMENTS =
      """
      import dev.luthier.search.*;
      import dev.luthier.study.Study;
      import dev.luthier.study.StudyResult;
      import java.util.*;
      class Statements {
        public static void main(String[] arguments) throws Exception {
      %s
        }
      }
      """;

  @TempDir Path classes;

  @TestFactory
  Stream<DynamicTest> compilesAndRuns() {
    return Page.all().stream()
        .flatMap(page -> page.blocks("java"))
        .filter(block -> !block.isShown())
        .map(block -> DynamicTest.dynamicTest(block.place(), () -> run(block)));
  }

  private void run(Block block) throws Exception {
    Matcher type = TYPE.matcher(block.text());
    boolean isWhole = type.find();
    String name = isWhole ? type.group(1) : "Statements";
    compile(name, isWhole ? block.text() : STATEMENTS.formatted(block.text()));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> compiled = Class.forName(name, true, loader);
      var main = compiled.getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
    }
  }

  private void compile(String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
    boolean compiled = compiler.getTask(errors, null, null, options, null, List.of(file)).call();
    assertEquals("", compiled ? "" : errors.toString());
  }
}
