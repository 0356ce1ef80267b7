/** A small shelf in the browser's database. Where there is none, as in some private windows, it lasts as long as the page. */

const NAME = "cauce";
const STORE = "outbox";

function opened(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open(NAME, 1);
      asked.addEventListener("upgradeneeded", () => asked.result.createObjectStore(STORE, { keyPath: "key" }));
      asked.addEventListener("success", () => resolve(asked.result));
      asked.addEventListener("error", () => resolve(null));
      asked.addEventListener("blocked", () => resolve(null));
    } catch {
      resolve(null);
    }
  });
}

let database: Promise<IDBDatabase | null> | undefined;

async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  database ??= opened();
  const found = await database;
  if (!found) return undefined;
  return new Promise((resolve) => {
    const asked = act(found.transaction(STORE, mode).objectStore(STORE));
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () => resolve(undefined));
  });
}

export const shelf = {
  all: async <T>(): Promise<T[]> => ((await within("readonly", (store) => store.getAll())) ?? []) as T[],
  put: (value: { key: string }): Promise<unknown> => within("readwrite", (store) => store.put(value)),
  drop: (key: string): Promise<unknown> => within("readwrite", (store) => store.delete(key)),
  empty: (): Promise<unknown> => within("readwrite", (store) => store.clear()),
};
