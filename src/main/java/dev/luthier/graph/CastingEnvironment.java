package dev.luthier.graph;

import org.tensorflow.ConcreteFunction;
import org.tensorflow.DeviceSpec;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Scope;

/** A place in a graph whose ops are built by an {@link Autocast}. */
final class CastingEnvironment implements ExecutionEnvironment {

  private final Autocast autocast;
  private final Scope place;
  private final boolean exact;

  /**
   * An environment around a place.
   *
   * @param place whose names, devices and control dependencies the ops have
   * @param exact whether all ops compute in float32
   */
  CastingEnvironment(Autocast autocast, Scope place, boolean exact) {
    this.autocast = autocast;
    this.place = place;
    this.exact = exact;
  }

  @Override
  public OperationBuilder opBuilder(String type, String name, Scope scope) {
    return new CastingBuilder(
        autocast, type, exact, scope, place.env().opBuilder(type, name, scope));
  }

  @Override
  public void attachFunction(ConcreteFunction function) {
    place.env().attachFunction(function);
  }

  @Override
  public void checkInput(Operation input) {
    place.env().checkInput(input);
  }

  @Override
  public Types environmentType() {
    return place.env().environmentType();
  }

  @Override
  public Scope baseScope() {
    return new CastingScope(place);
  }

  @Override
  public boolean isInitializer(Operation operation) {
    return place.env().isInitializer(operation);
  }

  /** A scope of the graph whose ops go through this environment. */
  private final class CastingScope implements Scope {

    private final Scope scope;

    CastingScope(Scope scope) {
      this.scope = scope;
    }

    @Override
    public ExecutionEnvironment env() {
      return CastingEnvironment.this;
    }

    @Override
    public Scope withSubScope(String childName) {
      return new CastingScope(scope.withSubScope(childName));
    }

    @Override
    public Scope withName(String opName) {
      return new CastingScope(scope.withName(opName));
    }

    @Override
    public Scope withNameAsSubScope(String defaultName) {
      return new CastingScope(scope.withNameAsSubScope(defaultName));
    }

    @Override
    public Scope withDevice(DeviceSpec device) {
      return new CastingScope(scope.withDevice(device));
    }

    @Override
    public Scope withInitScope() {
      return new CastingScope(scope.withInitScope());
    }

    @Override
    public String makeOpName(String defaultName) {
      return scope.makeOpName(defaultName);
    }

    @Override
    public String makeUnique(String id) {
      return scope.makeUnique(id);
    }

    @Override
    public void refreshNames() {
      scope.refreshNames();
    }

    @Override
    public Scope withControlDependencyOps(Iterable<Operation> controls) {
      return new CastingScope(scope.withControlDependencyOps(controls));
    }

    @Override
    public OperationBuilder apply(OperationBuilder builder) {
      return scope.apply(builder);
    }

    @Override
    public String getDeviceString() {
      return scope.getDeviceString();
    }

    @Override
    public boolean isInit() {
      return scope.isInit();
    }
  }
}
