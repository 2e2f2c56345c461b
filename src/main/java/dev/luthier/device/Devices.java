package dev.luthier.device;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListMemoryBytes;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_INVALID_ARGUMENT;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OK;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;

/** The devices that TensorFlow sees. Its Java API does not tell; its C API does. */
public final class Devices {

  /** What a process sees does not change. */
  private static final Map<ConfigProto, List<Device>> SEEN = new ConcurrentHashMap<>();

  private Devices() {}

  /** Lists what a session that is restricted to a choice sees. */
  public static List<Device> list(DeviceChoice choice) {
    ConfigProto.Builder configuration = ConfigProto.newBuilder();
    choice.applyTo(configuration);
    return list(configuration.build());
  }

  /**
   * Lists them by means of a session of its own, the first time.
   *
   * @param configuration of the sessions that this process will run: the first session, this one,
   *     fixes the process's threads and visible GPUs
   * @throws IllegalArgumentException where the configuration names a GPU that is not there
   */
  public static List<Device> list(ConfigProto configuration) {
    return SEEN.computeIfAbsent(configuration, Devices::ask);
  }

  private static List<Device> ask(ConfigProto configuration) {
    Natives.choose();
    TensorFlow.version(); // loads the native library
    TF_Status status = TF_NewStatus();
    TF_SessionOptions options = TF_NewSessionOptions();
    TF_Graph graph = TF_NewGraph();
    try (BytePointer bytes = new BytePointer(configuration.toByteArray())) {
      TF_SetConfig(options, bytes, configuration.getSerializedSize(), status);
      check(status);
      TF_Session session = TF_NewSession(graph, options, status);
      check(status);
      try {
        return list(session, status);
      } finally {
        TF_CloseSession(session, status);
        TF_DeleteSession(session, status);
      }
    } finally {
      TF_DeleteGraph(graph);
      TF_DeleteSessionOptions(options);
      TF_DeleteStatus(status);
    }
  }

  private static List<Device> list(TF_Session session, TF_Status status) {
    TF_DeviceList list = TF_SessionListDevices(session, status);
    check(status);
    try {
      List<Device> devices = new ArrayList<>();
      for (int i = 0; i < TF_DeviceListCount(list); i++) {
        String name = TF_DeviceListName(list, i, status).getString();
        Device.Kind kind = Device.Kind.of(TF_DeviceListType(list, i, status).getString());
        int index = Integer.parseInt(name.substring(name.lastIndexOf(':') + 1));
        devices.add(new Device(name, kind, index, TF_DeviceListMemoryBytes(list, i, status)));
        check(status);
      }
      return List.copyOf(devices);
    } finally {
      TF_DeleteDeviceList(list);
    }
  }

  private static void check(TF_Status status) {
    if (TF_GetCode(status) == TF_INVALID_ARGUMENT) {
      throw new IllegalArgumentException(
          "device must be one that TensorFlow sees: " + TF_Message(status).getString());
    }
    if (TF_GetCode(status) != TF_OK) {
      throw new IllegalStateException(
          "TensorFlow cannot list its devices: " + TF_Message(status).getString());
    }
  }
}
