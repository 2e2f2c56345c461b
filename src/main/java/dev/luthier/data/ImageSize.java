package dev.luthier.data;

import java.io.IOException;
import java.util.List;

/**
 * What images are brought to.
 *
 * @param height in pixels
 * @param width in pixels
 * @param channels 1 or 3
 */
public record ImageSize(int height, int width, int channels) {

  /** As tensors have it. */
  public List<Integer> shape() {
    return List.of(height, width, channels);
  }

  /** The pixels of an encoded image, resized where it has another size. */
  byte[] decode(byte[] image) throws IOException {
    return Pixels.decode(image, channels).resized(height, width).values();
  }
}
