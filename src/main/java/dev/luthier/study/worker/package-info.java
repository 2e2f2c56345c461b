/**
 * Trials in processes of their own: on the study's side the slots of devices, the processes in them
 * and which trial goes where; on the other side the process that trains; and the messages between
 * them.
 */
package dev.luthier.study.worker;
