package dev.luthier.spec;

import dev.luthier.data.WellKnown;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.StudyDef;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads study files, checking all that can be checked without data. */
public final class StudyFile {

  /** A setting of the study with the way that its path took. */
  private record Applied(Setting setting, FieldPath path) {}

  private final SpecFile<StudyDef> file;
  private final Path directory;
  private final List<Applied> applied = new ArrayList<>();
  private final List<Setting> modelSettings = new ArrayList<>();
  private StudyDef study;

  private StudyFile(SpecFile<StudyDef> file) {
    this.file = file;
    Path parent = Path.of(file.file()).getParent();
    this.directory = parent == null ? Path.of("") : parent;
    this.study = file.message();
  }

  /**
   * Whether a file is a study rather than a model, by the fields that only one of the two has. It
   * need not be valid.
   *
   * @throws SpecException where there is no text
   */
  public static boolean isStudy(Path path) {
    return fieldsOfStudy(path) > 0;
  }

  /** Whether a file looks like a model rather than like a study; neither where nothing tells. */
  public static boolean isModel(Path path) {
    return fieldsOfStudy(path) < 0;
  }

  /** How many more fields a file has that studies have than fields that models have. */
  private static long fieldsOfStudy(Path path) {
    Set<String> names = TextOutline.of(SourceText.read(path).text()).names();
    Set<String> ofStudy = new HashSet<>(FieldNames.fields(StudyDef.getDescriptor()));
    Set<String> ofModel = new HashSet<>(FieldNames.fields(ModelDef.getDescriptor()));
    long study = names.stream().filter(ofStudy::contains).count();
    return study - names.stream().filter(ofModel::contains).count();
  }

  /**
   * Reads a file, and the model file that it names.
   *
   * @param settings each {@code PATH=VALUE}, applied in order: of the study where the path begins
   *     with one of its fields, such as {@code budget.trials=50}, else of the model
   * @throws SpecException where a file or a setting is not valid
   */
  public static StudySpec read(Path path, List<String> settings) {
    return of(SpecFile.read(path, StudyDef.getDefaultInstance()), settings);
  }

  /**
   * Reads a text.
   *
   * @param file by which errors speak of it, and in whose directory paths begin
   * @param settings as in {@link #read}
   * @throws SpecException where the text or a setting is not valid
   */
  public static StudySpec parse(String file, String text, List<String> settings) {
    return of(SpecFile.parse(file, text, StudyDef.getDefaultInstance()), settings);
  }

  static StudySpec of(SpecFile<StudyDef> file, List<String> settings) {
    return new StudyFile(file).spec(settings);
  }

  private StudySpec spec(List<String> settings) {
    settings.forEach(text -> apply(Setting.parse(text)));
    try {
      ModelFile model = model();
      StudyDef complete =
          study.toBuilder()
              .clearModel()
              .clearSet()
              .setModelDefinition(model.definition())
              .setData(data())
              .build();
      return StudyMapping.fromProto(complete, model.spec());
    } catch (FieldException e) {
      throw located(e);
    } catch (IllegalArgumentException e) {
      throw file.describe(FieldPath.ROOT, SpecFile.subject(e.getMessage()), e.getMessage());
    }
  }

  private void apply(Setting setting) {
    String first = setting.path().steps().get(0).name();
    List<String> ofStudy = FieldNames.fields(StudyDef.getDescriptor());
    List<String> ofModel = FieldNames.fields(ModelDef.getDescriptor());
    if (ofStudy.contains(first)) {
      StudyDef before = study;
      study = setting.apply(before);
      applied.add(new Applied(setting, setting.path().resolve(before)));
    } else if (ofModel.contains(first)) {
      modelSettings.add(setting);
    } else {
      List<String> names = Stream.concat(ofStudy.stream(), ofModel.stream()).distinct().toList();
      throw setting.error(
          "no field \"" + first + "\" in study or model" + NearestName.advice(first, names));
    }
  }

  /** The model, the study's settings and then those of the command line applied. */
  private ModelFile model() {
    FieldPath definition = FieldPath.ROOT.child("model_definition");
    if (study.hasModelDefinition()) {
      if (!study.getModel().isEmpty() || study.getSetCount() > 0) {
        throw new FieldException(
            definition, "model_definition excludes model and set, found both; remove one");
      }
      return ModelFile.of(file.within(definition, ModelDef.getDefaultInstance()), modelSettings);
    }
    if (study.getModel().isEmpty()) {
      throw new FieldException(
          FieldPath.ROOT,
          "the study has no model; write a file such as model: \"../graphs/mnist_mlp.textproto\"");
    }
    SourceText source;
    try {
      source = SourceText.read(directory.resolve(study.getModel()).normalize());
    } catch (SpecException e) {
      throw new FieldException(FieldPath.ROOT.child("model"), "model " + e.getMessage());
    } catch (InvalidPathException e) {
      throw new FieldException(
          FieldPath.ROOT.child("model"),
          "model must be the path of a file, was \"" + study.getModel() + "\": " + e.getReason());
    }
    List<Setting> settings = new ArrayList<>();
    for (int i = 0; i < study.getSetCount(); i++) {
      FieldPath place = FieldPath.ROOT.child("set", i);
      settings.add(Setting.parse(file.file() + ":" + file.locate(place), study.getSet(i)));
    }
    settings.addAll(modelSettings);
    return ModelFile.of(
        SpecFile.parse(source.file(), source.text(), ModelDef.getDefaultInstance()), settings);
  }

  private DataDef data() {
    if (!study.hasData()) {
      throw new FieldException(
          FieldPath.ROOT, "the study has no data; write such as data { path: \"iris\" }");
    }
    FieldException.at(
        FieldPath.ROOT.child("data"), () -> DataMapping.fromProto(study.getData(), directory));
    DataDef.Builder data = study.getData().toBuilder();
    data.setPath(absolute(data.getPath()));
    if (!data.getTestPath().isEmpty()) {
      data.setTestPath(absolute(data.getTestPath()));
    }
    return data.build();
  }

  private String absolute(String path) {
    return WellKnown.isName(path)
        ? path
        : directory.resolve(path).toAbsolutePath().normalize().toString();
  }

  /** An error at the setting that brought it about, else at its place in the file. */
  private SpecException located(FieldException e) {
    String subject = SpecFile.subject(e.getMessage());
    Optional<Setting> culprit = Optional.empty();
    for (Applied each : applied) {
      if (each.path.overlaps(e.path())
          && (each.path.names(subject) || !e.path().equals(FieldPath.ROOT))) {
        culprit = Optional.of(each.setting);
      }
    }
    return culprit
        .map(setting -> setting.error(e.getMessage()))
        .orElseGet(() -> file.describe(e.path(), subject, e.getMessage()));
  }
}
