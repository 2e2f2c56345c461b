package dev.luthier.data;

import com.google.protobuf.ByteString;
import dev.luthier.Pictures;
import dev.luthier.data.proto.BytesList;
import dev.luthier.data.proto.Example;
import dev.luthier.data.proto.Feature;
import dev.luthier.data.proto.Features;
import dev.luthier.data.proto.FloatList;
import dev.luthier.data.proto.Int64List;
import dev.luthier.fuzz.Parts;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** TFRecord files as bytes, and examples in records with right checksums. */
public final class RecordsFuzz extends DataFuzz {

  private static final int ZIPPED = 1;
  private static final int AS_IT_IS = 2;
  private static final int STREAMED = 4;
  private static final int SHAPED = 8;

  public RecordsFuzz(Path directory) {
    super(directory);
  }

  @Override
  public List<byte[]> seeds() {
    byte[] floats =
        example(
            Feature.newBuilder()
                .setFloatList(
                    FloatList.newBuilder().addValue(1).addValue(2).addValue(3).addValue(4))
                .build());
    byte[] whole =
        example(
            Feature.newBuilder()
                .setInt64List(Int64List.newBuilder().addValue(1).addValue(300))
                .build());
    byte[] bytes =
        example(
            Feature.newBuilder()
                .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFromUtf8("abcd")))
                .build());
    byte[] file = Base64.getDecoder().decode(Golden.part("records").get("images").textValue());
    return List.of(
        Parts.of(0, floats, floats, new byte[0]),
        Parts.of(ZIPPED, whole, whole, new byte[0]),
        Parts.of(STREAMED, bytes, bytes, new byte[0]),
        Parts.of(STREAMED | SHAPED, floats, new byte[0]),
        Parts.of(SHAPED, bytes, new byte[0]),
        Parts.of(AS_IT_IS, file),
        Parts.of(AS_IT_IS | STREAMED, file));
  }

  private static byte[] example(Feature feature) {
    Feature label = Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(1)).build();
    return Example.newBuilder()
        .setFeatures(Features.newBuilder().putFeature("x", feature).putFeature("label", label))
        .build()
        .toByteArray();
  }

  @Override
  public List<String> words() {
    return List.of("x", "label", "image", "\n", "\u000b", "\u000c", "\u0012", "\u001a", "\"");
  }

  @Override
  public void read(byte[] input) {
    Parts parts = new Parts(input);
    int choice = parts.next();
    byte[] records = (choice & AS_IT_IS) != 0 ? parts.rest() : framed(parts);
    boolean zipped = (choice & ZIPPED) != 0;
    Path file =
        Reading.write(
            directory.resolve(zipped ? "r.tfrecord.gz" : "r.tfrecord"),
            zipped ? Reading.gzipped(records) : records);
    DataDescription description = DataDescription.of(file.toString());
    if ((choice & STREAMED) != 0) {
      description =
          description.withStreaming(new Streaming(Streaming.Mode.ALWAYS, Streaming.DEFAULT_BOUND));
    }
    if ((choice & SHAPED) != 0) {
      description =
          description.withFormat(
              new RecordsFormat(Optional.empty(), Optional.empty(), List.of(2, 2, 1)));
    }
    read(description, TargetKind.CLASSES);
  }

  private static byte[] framed(Parts parts) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    while (!parts.isEmpty()) {
      records.writeBytes(Pictures.framed(parts.part()));
    }
    return records.toByteArray();
  }
}
