package dev.luthier.spec;

import com.google.protobuf.TextFormat;
import dev.luthier.data.Replacement;
import dev.luthier.spec.proto.ModelDef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A model file with the settings that were given beside it. */
public final class ModelFile {

  /** A setting with the way that its path took. */
  private record Applied(Setting setting, FieldPath path) {}

  private final SpecFile<ModelDef> file;
  private final List<Applied> settings;
  private final ModelDef definition;
  private final ModelSpec spec;

  private ModelFile(SpecFile<ModelDef> file, List<Setting> settings) {
    this.file = file;
    // A file is valid alone, so what is wrong after the settings is wrong with them.
    ModelSpec alone = file.convert(ModelMapping::fromProto);
    ModelDef changed = ModelMapping.withDefaults(file.message());
    this.settings = new ArrayList<>();
    for (Setting setting : settings) {
      ModelDef before = changed;
      changed = setting.apply(before);
      this.settings.add(new Applied(setting, setting.path().resolve(before)));
    }
    this.definition = changed;
    this.spec = settings.isEmpty() ? alone : convert();
  }

  /**
   * Reads a file.
   *
   * @param settings each {@code PATH=VALUE}, applied in order
   * @throws SpecException where the file or a setting is not valid
   */
  public static ModelFile read(Path path, List<String> settings) {
    return of(SpecFile.read(path, ModelDef.getDefaultInstance()), parsed(settings));
  }

  /**
   * Reads a text.
   *
   * @param file by which errors speak of it
   * @param settings each {@code PATH=VALUE}, applied in order
   * @throws SpecException where the text or a setting is not valid
   */
  public static ModelFile parse(String file, String text, List<String> settings) {
    return of(SpecFile.parse(file, text, ModelDef.getDefaultInstance()), parsed(settings));
  }

  static ModelFile of(SpecFile<ModelDef> file, List<Setting> settings) {
    return new ModelFile(file, settings);
  }

  private static List<Setting> parsed(List<String> settings) {
    return settings.stream().map(Setting::parse).toList();
  }

  /** The model as a message, settings included: what {@link FieldPath}s lead into. */
  public ModelDef definition() {
    return definition;
  }

  /** The model as records, settings included. */
  public ModelSpec spec() {
    return spec;
  }

  /** The text of a model file, with defaults written out. */
  public static String text(ModelSpec spec) {
    return TextFormat.printer().escapingNonAscii(false).printToString(ModelMapping.toProto(spec));
  }

  /**
   * Writes a model file as a whole, with defaults written out.
   *
   * @param durable whether to wait until it would survive a power failure
   */
  public static void write(Path path, ModelSpec spec, boolean durable) throws IOException {
    String text = text(spec);
    Replacement.ofFile(path, durable, unfinished -> Files.writeString(unfinished, text));
  }

  /**
   * An error that shows when the model is put together, such as shapes that do not fit: at the
   * setting that brought it about, else at its place in the file.
   *
   * @param layer names of the blocks around the layer at fault and of the layer, such as {@code
   *     stage1/conv}; empty where it is the model as a whole
   * @param problem one line; the field at fault is its first word
   */
  public SpecException error(String layer, String problem) {
    FieldPath path =
        layer.isEmpty()
            ? FieldPath.ROOT
            : FieldPath.parse("layer[" + layer.replace("/", "].block.layer[") + "]")
                .resolve(definition);
    String subject = SpecFile.subject(problem.replaceFirst("^layer [^:]*: ", ""));
    return culprit(path, subject)
        .map(setting -> setting.error(problem))
        .orElseGet(() -> file.describe(path, subject, problem));
  }

  private ModelSpec convert() {
    try {
      return ModelMapping.fromProto(definition);
    } catch (IllegalArgumentException e) {
      FieldPath path = e instanceof FieldException field ? field.path() : FieldPath.ROOT;
      throw culprit(path, SpecFile.subject(e.getMessage()))
          .map(setting -> setting.error(e.getMessage()))
          .orElseGet(
              () ->
                  new SpecException(
                      settings.stream()
                          .map(applied -> applied.setting.where())
                          .collect(Collectors.joining(" ")),
                      e.getMessage()));
    }
  }

  /** The last setting of something in the message at a path, rather one of the field at fault. */
  private Optional<Setting> culprit(FieldPath path, String field) {
    Optional<Setting> culprit = Optional.empty();
    boolean exact = false;
    for (Applied applied : settings) {
      boolean names = applied.path.names(field);
      if (applied.path.overlaps(path) && (names || (!exact && !path.equals(FieldPath.ROOT)))) {
        culprit = Optional.of(applied.setting);
        exact |= names;
      }
    }
    return culprit;
  }
}
