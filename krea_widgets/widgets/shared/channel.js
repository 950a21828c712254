// Custom messages between one view and Python. Each request has an id; late answers are dropped.

/** @typedef {ReturnType<typeof makeChannel>} Channel */
/** @typedef {{ kind: string, view?: string, id?: string, message?: string, [key: string]: any }} Message */
/** @typedef {(message: Message, parts: Uint8Array[]) => void} Listener */

/**
 * `send(kind, body, buffers)` sends a message; `request(...)` returns a promise of the answer with the same id;
 * `on(kind, listener)` follows messages that answer no request.
 * @param {import("@anywidget/types").AnyModel} model
 * @param {import("./dom.js").Scope} scope
 */
export function makeChannel(model, scope) {
  /** @type {Map<string, Listener>} */
  const waiting = new Map();
  /** @type {Map<string, Listener[]>} */
  const listeners = new Map();
  let count = 0;

  function receive(message, buffers) {
    if (!message || (message.view && message.view !== scope.token)) return;
    const parts = (buffers || []).map(asBytes);
    const wait = message.id && message.view ? waiting.get(message.id) : null;
    if (wait) wait(message, parts);
    else for (const listener of listeners.get(message.kind) || []) listener(message, parts);
  }

  const channel = {
    newId: () => `${scope.token}-${++count}`,
    /** @param {string} kind @param {object} [body] @param {ArrayBuffer[]} [buffers] */
    send(kind, body = {}, buffers = undefined) {
      model.send({ kind, view: scope.token, ...body }, undefined, buffers);
    },
    on(kind, listener) {
      listeners.set(kind, [...(listeners.get(kind) || []), listener]);
    },
    /** Follows every answer to `id` until the returned function is called. */
    follow(id, listener) {
      waiting.set(id, listener);
      return () => waiting.delete(id);
    },
    /**
     * @param {string} kind
     * @param {object} [body]
     * @param {ArrayBuffer[]} [buffers]
     * @returns {Promise<Message & { parts: Uint8Array[] }>}
     */
    request(kind, body = {}, buffers = undefined) {
      const id = channel.newId();
      return new Promise((resolve) => {
        channel.follow(id, (message, parts) => {
          waiting.delete(id);
          resolve({ ...message, parts });
        });
        channel.send(kind, { ...body, id }, buffers);
      });
    },
  };
  model.on("msg:custom", receive);
  scope.onEnd(() => {
    model.off("msg:custom", receive);
    waiting.clear();
    listeners.clear();
  });
  return channel;
}

/** Wraps an asynchronous question so that only the answer to the newest is used. */
export function latestOnly(ask, use) {
  let asked = 0;
  return async (...question) => {
    const mine = ++asked;
    const answer = await ask(...question);
    if (mine === asked) use(answer);
  };
}

/** Runs `work` now and again after growing waits until `done()`: an answer may be lost while the page connects. */
export function retryUntil(scope, work, done, wait = 3000) {
  if (done()) return;
  work();
  scope.later(() => retryUntil(scope, work, done, 2 * wait), wait);
}

/** Waits for an answer; `slow()` is called when it takes longer than `milliseconds`, as from a kernel busy with a cell. */
export async function noticeSlow(scope, answer, slow, milliseconds) {
  const stop = scope.later(slow, milliseconds);
  try {
    return await answer;
  } finally {
    stop();
  }
}

function asBytes(buffer) {
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
