package dev.luthier.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Projects that use Luthier: the page, the project in src/test/consumer and Luthier's own pom.xml
 * say the same. That Maven builds that project from what is installed was seen by hand: it would
 * have to write into the local repository.
 */
class LibraryTest {

  private static final Path PAGE = Path.of("src", "docs", "ecosystem.md");
  private static final Path CONSUMER = Path.of("src", "test", "consumer");
  private static final String NATIVES = "dependency[artifactId='tensorflow-core-native']";

  @TempDir Path classes;

  @Test
  void theProjectIsAsThePageSays() throws IOException {
    String shown = Page.read(PAGE).blocks("xml").findFirst().orElseThrow().text();
    String project = Files.readString(CONSUMER.resolve("pom.xml"));
    assertTrue(project.contains(shown.indent(2)), "the page's block is not in the project");
  }

  @Test
  void theProjectTakesThisVersion() throws Exception {
    List<String> versions =
        texts(CONSUMER.resolve("pom.xml"), "//dependency[artifactId='luthier']/version");
    List<String> own = texts(Path.of("pom.xml"), "/project/version");
    assertEquals(List.of(own.get(0), own.get(0)), versions);
  }

  @Test
  void nativesAreManagedForAllPlatformsAndHandedOnForNone() throws Exception {
    Path pom = Path.of("pom.xml");
    List<String> managed = texts(pom, "/project/dependencyManagement//" + NATIVES + "/classifier");
    String page = Files.readString(PAGE);
    assertEquals(5, managed.size());
    for (String classifier : managed) {
      assertTrue(page.contains("`" + classifier + "`"), classifier + " is not on the page");
    }
    String dependencies = "//dependencies[not(parent::dependencyManagement)]/" + NATIVES;
    List<String> used = texts(pom, dependencies + "/classifier");
    assertFalse(used.isEmpty());
    assertEquals(used.size(), texts(pom, dependencies + "[optional='true']/optional").size());
  }

  @Test
  void theProgramRuns() throws Exception {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                CONSUMER.resolve("src/main/java/example/Consumer.java").toString());
    assertEquals(0, compiled, () -> errors.toString(StandardCharsets.UTF_8));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Class.forName("example.Consumer", true, loader)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }

  private static List<String> texts(Path file, String path) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    NodeList nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }
}
