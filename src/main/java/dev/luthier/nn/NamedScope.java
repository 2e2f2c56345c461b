package dev.luthier.nn;

import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The place of a part within a layer that is built of others: the part's variables, ops and seeds
 * go by {@code part/...}, and it reads the masks of the whole layer's inputs. Where the output has
 * padding is for the whole layer to say.
 */
record NamedScope(LayerScope whole, String part) implements LayerScope {

  @Override
  public Ops tf() {
    return whole.tf().withSubScope(part);
  }

  @Override
  public boolean training() {
    return whole.training();
  }

  @Override
  public Operand<TFloat32> read(String variable) {
    return whole.read(part + "/" + variable);
  }

  @Override
  public void assign(String variable, Operand<TFloat32> value) {
    whole.assign(part + "/" + variable, value);
  }

  @Override
  public Operand<TInt32> seed() {
    return whole.seed(part);
  }

  @Override
  public Operand<TInt32> seed(String purpose) {
    return whole.seed(part + "/" + purpose);
  }

  @Override
  public <T extends TType> Operand<T> drawEach(
      String purpose, Operand<TInt32> samples, SampleDraw<T> draw) {
    return whole.drawEach(part + "/" + purpose, samples, draw);
  }

  @Override
  public Optional<Operand<TFloat32>> mask(int input) {
    return whole.mask(input);
  }

  @Override
  public void setMask(Operand<TFloat32> mask) {}

  @Override
  public void report(String figure, Supplier<Operand<TFloat32>> mean) {
    whole.report(part + "/" + figure, mean);
  }

  @Override
  public void addLoss(Supplier<Operand<TFloat32>> loss) {
    whole.addLoss(loss);
  }
}
