package dev.luthier.study.worker;

import java.util.List;

/**
 * What the devices of a machine have.
 *
 * @param processorBytes of the memory that processes on the CPU share; 0 where it is not known
 * @param gpuBytes of each GPU, in the order of their numbers; shorter where it is not known
 */
public record MachineMemory(long processorBytes, List<Long> gpuBytes) {

  /** Nothing is known. */
  public static final MachineMemory UNKNOWN = new MachineMemory(0, List.of());

  public MachineMemory {
    gpuBytes = List.copyOf(gpuBytes);
  }

  /** Of a GPU; 0 where it is not known. */
  long ofGpu(int index) {
    return index < gpuBytes.size() ? gpuBytes.get(index) : 0;
  }
}
