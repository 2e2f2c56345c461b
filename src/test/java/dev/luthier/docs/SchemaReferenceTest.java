package dev.luthier.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The pages of the files that users write are made of the comments in the schema. */
class SchemaReferenceTest {

  /** Written by protoc in the build, see the execution {@code schema} in pom.xml. */
  private static final Path SCHEMA = Path.of("target/schema/schema.binpb");

  private static final Map<String, String> TITLES =
      new TreeMap<>(
          Map.of(
              "model", "Model files",
              "layer", "Layers",
              "optimizer", "Optimizers",
              "data", "Data files",
              "study", "Study files"));

  @TestFactory
  Stream<DynamicTest> areWhatTheSchemaSays() throws IOException {
    assertTrue(Files.exists(SCHEMA), SCHEMA + " is missing: mvn test-compile writes it");
    SchemaPages pages =
        new SchemaPages(FileDescriptorSet.parseFrom(Files.readAllBytes(SCHEMA)), TITLES);
    return TITLES.keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name, () -> WrittenPage.require(name + ".md", pages.page(name))));
  }
}
