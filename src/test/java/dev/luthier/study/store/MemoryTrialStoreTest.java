package dev.luthier.study.store;

/** SQLite in memory: one store, for threads of one process. */
class MemoryTrialStoreTest extends TrialStoreContract {

  @Override
  TrialStore create() {
    return TrialStores.create(new StoreLocation.Memory(), "study", DEFINITION);
  }

  @Override
  TrialStore another() {
    return store;
  }
}
