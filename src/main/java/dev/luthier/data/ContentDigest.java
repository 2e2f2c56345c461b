package dev.luthier.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The digest of a data set's contents: the same for the same samples, whatever file they are in.
 */
final class ContentDigest {

  private static final int CHUNK = 1 << 14;

  private final MessageDigest digest = sha256();

  private ContentDigest() {}

  static String of(Features features, Optional<Targets> targets) {
    ContentDigest content = new ContentDigest();
    content.add(features);
    targets.ifPresent(content::add);
    return HexFormat.of().formatHex(content.digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private void add(Features features) {
    if (features instanceof Tensors tensors) {
      add("tensors");
      add(tensors.name());
      add(tensors.shape().toString());
      add(tensors.type().name());
      add(Float.toString(tensors.scale()));
      digest.update(tensors.data());
    } else if (features instanceof StreamedTensors streamed) {
      add("streamed");
      add(streamed.name());
      add(streamed.shape().toString());
      add(streamed.type().name());
      add(streamed.stored().fingerprint());
    } else if (features instanceof Table table) {
      add("table");
      add(table.numericNames());
      add(table.numbers());
      for (CategoricalColumn column : table.categorical()) {
        add(column.name());
        add(column.vocabulary());
        add(column.codes());
      }
    }
  }

  private void add(Targets targets) {
    if (targets instanceof Classes classes) {
      add("classes");
      add(classes.names());
      add(classes.ids());
    } else if (targets instanceof Values values) {
      add("values");
      add(values.names());
      add(FloatBuffer.wrap(values.values()));
    }
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private void add(List<String> texts) {
    add(Integer.toString(texts.size()));
    texts.forEach(this::add);
  }

  private void add(FloatBuffer numbers) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES);
    while (numbers.hasRemaining()) {
      chunk.clear();
      while (numbers.hasRemaining() && chunk.hasRemaining()) {
        chunk.putFloat(numbers.get());
      }
      digest.update(chunk.flip());
    }
  }

  private void add(int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(numbers.length, Integer.BYTES));
    bytes.asIntBuffer().put(numbers);
    digest.update(bytes);
  }
}
