// Pieces that could not be sent yet wait in the browser's own database, so that a closed page loses nothing.

const NAME = "evoca";
const STORE = "pieces";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const keep = (address, piece) => within("readwrite", (store) => store.put(piece, address));
export const forget = (address) => within("readwrite", (store) => store.delete(address));
export const waiting = () => within("readonly", (store) => store.getAllKeys());
export const piece = (address) => within("readonly", (store) => store.get(address));

export async function send(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { "content-type": "application/octet-stream" } });
  if (!answer.ok) throw Object.assign(new Error("not kept"), { status: answer.status });
}

// What an earlier page left behind is sent as soon as any page of ours is open again.
export async function sendLeftovers() {
  for (const address of await waiting()) {
    try {
      await send(address, await piece(address));
      await forget(address);
    } catch (fault) {
      if (fault.status >= 400 && fault.status < 500) await forget(address);
      else return;
    }
  }
}
