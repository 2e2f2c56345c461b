package dev.luthier.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.luthier.nn.Network;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.StudyDef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.ndarray.Shape;

/**
 * Models, studies and data files that pages show are ones. A fragment, which has no name, is tried
 * in the file that its note {@code into} names: its layers stand before that file's and its
 * parameters in place of them.
 */
class TextprotoBlocksTest {

  /** What an input that leaves its shape to the data is given. */
  private static final Shape TABLE = Shape.of(4);

  private static final String MODEL = "graphs/mnist_mlp.textproto";
  private static final String STUDY = "tuner/mnist_mlp_tpe.textproto";

  @TestFactory
  Stream<DynamicTest> areRead() {
    return Page.all().stream()
        .flatMap(page -> page.blocks("textproto"))
        .filter(block -> !block.isShown())
        .map(block -> DynamicTest.dynamicTest(block.place(), () -> read(block)));
  }

  private static void read(Block block) throws IOException, TextFormat.ParseException {
    if (isOf(block, DataDef.newBuilder())) {
      DataDef data = message(block.text(), DataDef.newBuilder()).build();
      assertTrue(!DataMapping.fromProto(data, Path.of("")).path().isEmpty());
    } else if (isOf(block, ModelDef.newBuilder())) {
      ModelDef model = message(block.text(), ModelDef.newBuilder()).build();
      if (model.getName().isEmpty()) {
        Path whole = Path.of(block.note("into").orElse(MODEL));
        ModelDef.Builder around = message(Files.readString(whole), ModelDef.newBuilder());
        requireModel(merged(around, model).build().toString());
      } else {
        requireModel(block.text());
      }
    } else {
      StudyDef study = message(block.text(), StudyDef.newBuilder()).build();
      if (study.getName().isEmpty()) {
        Path whole = Path.of(block.note("into").orElse(STUDY));
        StudyDef.Builder around = message(Files.readString(whole), StudyDef.newBuilder());
        requireStudy(whole, merged(around, study).build());
      } else {
        requireStudy(block.page(), study);
      }
    }
  }

  private static void requireModel(String text) {
    ModelSpec spec = ModelFile.parse("block", text, List.of()).spec();
    Map<String, Shape> shapes = new HashMap<>();
    spec.model().inputs().stream()
        .filter(input -> input.shape().isEmpty() && !spec.takesRaw(input))
        .forEach(input -> shapes.put(input.name(), TABLE));
    assertTrue(Network.of(spec.model(), shapes).nodes().size() > 0);
  }

  /** A study in a file beside its model, which may be another block of the page. */
  private static void requireStudy(Path place, StudyDef study) throws IOException {
    Path directory = Files.createTempDirectory("study");
    Path model = directory.resolve("model.textproto");
    Path file = directory.resolve("study.textproto");
    try {
      Files.writeString(model, modelOf(place, study.getModel()));
      Files.writeString(file, study.toBuilder().setModel("model.textproto").build().toString());
      assertTrue(StudyFile.read(file, List.of()).space().parameters().size() > 0);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(model);
      Files.delete(directory);
    }
  }

  private static String modelOf(Path place, String name) throws IOException {
    if (place.toString().endsWith(".md")) {
      for (Block other : Page.read(place).blocks()) {
        Path file = Path.of(other.note("file").orElse("none"));
        if (file.getFileName().equals(Path.of(name).getFileName())) {
          return other.text();
        }
      }
      // Beside graphs/, as the files of tuner/ are.
      return Files.readString(Path.of("tuner").resolve(name).normalize());
    }
    return Files.readString(place.resolveSibling(name));
  }

  private static StudyDef.Builder merged(StudyDef.Builder study, StudyDef fragment) {
    fragment.getAllFields().keySet().stream()
        .filter(FieldDescriptor::isRepeated)
        .forEach(study::clearField);
    return study.mergeFrom(fragment);
  }

  private static ModelDef.Builder merged(ModelDef.Builder model, ModelDef fragment) {
    if (fragment.getInputCount() > 0) {
      model.clearInput();
    }
    Set<String> names = new HashSet<>();
    fragment.getLayerList().forEach(layer -> names.add(layer.getName()));
    List<LayerDef> layers = new ArrayList<>(fragment.getLayerList());
    model.getLayerList().stream()
        .filter(layer -> !names.contains(layer.getName()))
        .forEach(layers::add);
    return model.mergeFrom(fragment).clearLayer().addAllLayer(layers);
  }

  private static boolean isOf(Block block, Message.Builder builder) {
    try {
      TextFormat.merge(block.text(), builder);
      return true;
    } catch (TextFormat.ParseException e) {
      return false;
    }
  }

  private static <B extends Message.Builder> B message(String text, B builder)
      throws TextFormat.ParseException {
    TextFormat.merge(text, builder);
    return builder;
  }
}
