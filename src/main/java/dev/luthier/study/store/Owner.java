package dev.luthier.study.store;

/**
 * A process that works on a study.
 *
 * @param id given by the store
 * @param host name of its machine
 * @param process id there
 * @param started when the process was started, as the machine tells it: tells apart two processes
 *     that had the same id
 * @param beats how often it has said that it is alive
 */
public record Owner(long id, String host, long process, String started, long beats) {}
