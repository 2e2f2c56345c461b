package dev.luthier.nn;

import java.util.List;
import java.util.Optional;

/**
 * Elements used as one, {@code repeat} times in a row, each time with variables of its own.
 *
 * @param name of the block; its layers are named {@code block/layer}, or {@code block/i/layer}
 *     where it is repeated
 * @param elements in order; the first reads what the block reads, which any of them may call by its
 *     name
 * @param repeat how many times; 0 leaves the block out; empty is once, without a number in names
 * @param residual the shortcut around each repetition
 * @param gatedSkip a gate of each sample on what a repetition adds to its shortcut: y = shortcut(x)
 *     + g * block(x)
 * @param adaptiveDepth lets each sample halt after some of the repetitions
 * @param inputs as in {@link Element#inputs}; exactly one
 */
public record Block(
    String name,
    List<Element> elements,
    Optional<Integer> repeat,
    Optional<Shortcut> residual,
    Optional<SkipGate> gatedSkip,
    Optional<AdaptiveDepth> adaptiveDepth,
    List<String> inputs)
    implements Element {

  public Block {
    elements = List.copyOf(elements);
    inputs = List.copyOf(inputs);
    if (elements.isEmpty()) {
      throw new IllegalArgumentException("block must have at least one layer, had none");
    }
    if (repeat.isPresent() && repeat.get() < 0) {
      throw new IllegalArgumentException(
          "repeat must be 0 or more, was " + repeat.get() + "; write 0 to leave the block out");
    }
    if (gatedSkip.isPresent() && residual.isEmpty()) {
      throw new IllegalArgumentException(
          "gated_skip must stand beside residual, which is what a skipped block leaves, was alone;"
              + " write residual {} too");
    }
    if (adaptiveDepth.isPresent() && repeat.isEmpty()) {
      throw new IllegalArgumentException(
          "adaptive_depth must be of a block with repeat, which was left out; write such as"
              + " repeat: 4");
    }
    if (inputs.size() > 1) {
      throw new IllegalArgumentException(
          "input of a block must be one name, was " + inputs + "; join them by a layer before it");
    }
  }

  /** A block with neither gates nor an input of its own. */
  public static Block of(
      String name, List<Element> elements, Optional<Integer> repeat, Optional<Shortcut> residual) {
    return new Block(
        name, elements, repeat, residual, Optional.empty(), Optional.empty(), List.of());
  }

  public Block withGatedSkip(SkipGate gate) {
    return new Block(name, elements, repeat, residual, Optional.of(gate), adaptiveDepth, inputs);
  }

  public Block withAdaptiveDepth(AdaptiveDepth depth) {
    return new Block(name, elements, repeat, residual, gatedSkip, Optional.of(depth), inputs);
  }

  public Block withInput(String input) {
    return new Block(name, elements, repeat, residual, gatedSkip, adaptiveDepth, List.of(input));
  }
}
