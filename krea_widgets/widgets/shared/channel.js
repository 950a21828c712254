// Custom messages between one view and Python: every request has an id, and an answer that comes late is dropped.

/** @typedef {ReturnType<typeof makeChannel>} Channel */

/**
 * `send(kind, body, buffers)` speaks; `request(...)` speaks and returns a promise of the answer with the same id;
 * `on(kind, hear)` listens to what Python says unasked, to this view or to all.
 * @param {import("@anywidget/types").AnyModel} model
 * @param {import("./dom.js").Scope} scope
 */
export function makeChannel(model, scope) {
  const waiting = new Map();
  const hearers = new Map();
  let count = 0;

  function hear(message, buffers) {
    if (!message || (message.view && message.view !== scope.token)) return;
    const parts = (buffers || []).map(asBytes);
    const wait = message.id && message.view ? waiting.get(message.id) : null;
    if (wait) wait(message, parts);
    else for (const listener of hearers.get(message.kind) || []) listener(message, parts);
  }

  const channel = {
    newId: () => `${scope.token}-${++count}`,
    send(kind, body = {}, buffers = undefined) {
      model.send({ kind, view: scope.token, ...body }, undefined, buffers);
    },
    on(kind, listener) {
      hearers.set(kind, [...(hearers.get(kind) || []), listener]);
    },
    /** Hears every answer to `id` until the returned function is called. */
    follow(id, listener) {
      waiting.set(id, listener);
      return () => waiting.delete(id);
    },
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
  model.on("msg:custom", hear);
  scope.onEnd(() => {
    model.off("msg:custom", hear);
    waiting.clear();
    hearers.clear();
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

/** Does it now, and again after ever longer waits until `done()`: while a page is being connected an answer may be lost. */
export function retryUntil(scope, work, done, wait = 3000) {
  if (done()) return;
  work();
  scope.later(() => retryUntil(scope, work, done, 2 * wait), wait);
}

function asBytes(buffer) {
  return buffer instanceof ArrayBuffer ? new Uint8Array(buffer) : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
