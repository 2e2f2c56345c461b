package dev.luthier.data;

import dev.luthier.fuzz.Parts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A WAV file beside a valid one. */
public final class SoundsFuzz extends DataFuzz {

  private static final int OF_LENGTH = 1;

  public SoundsFuzz(Path directory) {
    super(directory);
    Reading.write(directory.resolve("sounds/b/valid.wav"), sounds().get(1));
  }

  private static List<byte[]> sounds() {
    List<byte[]> sounds = new ArrayList<>();
    Golden.part("sounds")
        .get("cases")
        .forEach(golden -> sounds.add(Base64.getDecoder().decode(golden.get("file").textValue())));
    return sounds;
  }

  @Override
  public List<byte[]> seeds() {
    return sounds().stream().map(file -> Parts.of(0, file)).toList();
  }

  @Override
  public List<String> words() {
    return List.of("RIFF", "WAVE", "fmt ", "data", "LIST");
  }

  @Override
  public void read(byte[] input) {
    Parts parts = new Parts(input);
    int choice = parts.next();
    Path folder = directory.resolve("sounds");
    Reading.write(folder.resolve("a/any.wav"), parts.rest());
    DataDescription description = DataDescription.of(folder.toString());
    read(
        (choice & OF_LENGTH) != 0 ? description.withFormat(new SoundsFormat(7)) : description,
        TargetKind.CLASSES);
  }
}
