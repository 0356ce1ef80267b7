// Which visit is this browser's: one answer for all its tabs.
//
// What one tab writes to localStorage reaches the others a little later, even under a lock that they share, and a tab
// that believed it would make a second visit. A transaction of IndexedDB is seen by all tabs, in one order.

const VAULT_PATIENCE = 5000; // some browsers lose the answer to an opening; nobody waits for it for ever

/**
 * Change what is kept under a name, if it is `from`, to `to`, and resolve to what is kept then; null is nothing.
 * Rejects where the browser keeps no database.
 */
function exchange(name, from, to) {
  return new Promise((resolve, reject) => {
    setTimeout(reject, VAULT_PATIENCE);
    const opening = indexedDB.open("cauce-webchat", 1);
    opening.onerror = reject;
    opening.onupgradeneeded = () => opening.result.createObjectStore("visits");
    opening.onsuccess = () => {
      const vault = opening.result;
      const change = vault.transaction("visits", "readwrite");
      const visits = change.objectStore("visits");
      let kept;
      visits.get(name).onsuccess = ({ target }) => {
        kept = target.result ?? null;
        if (kept === from) visits.put((kept = to), name);
      };
      change.oncomplete = () => resolve(kept);
      change.onabort = reject;
      vault.close();
    };
  });
}
