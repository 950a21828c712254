// Custom messages between one view and Python. Each request has an id; late answers are dropped.

const LOST = "Nothing was sent: run the cell again.";

/**
 * `send(kind, body, buffers)` sends a message; `request(...)` returns a promise of the answer with the same id;
 * `on(kind, listener)` follows messages that answer no request. `lost()` is called when a message has no kernel to go to.
 * @param {Model} model
 * @param {Pick<Scope, "token" | "onEnd">} scope
 * @param {() => void} [lost]
 */
export function makeChannel(model, scope, lost) {
  const waiting = /** @type {Map<string, Listener>} */ (new Map());
  const listeners = /** @type {Map<string, Listener[]>} */ (new Map());
  let count = 0;

  function receive(/** @type {Message} */ message, /** @type {DataView[]} */ buffers) {
    if ((message.view || scope.token) !== scope.token) return;
    const parts = (buffers || []).map(asBytes);
    const wait = waiting.get(message.id || "");
    if (wait) wait(message, parts);
    else listeners.get(message.kind)?.forEach((listener) => listener(message, parts));
  }

  const channel = {
    newId: () => `${scope.token}-${++count}`,
    /** Whether the kernel is gone. */
    isLost: false,
    /** Whether it was sent. @param {string} kind @param {object} [body] @param {ArrayBuffer[]} [buffers] */
    send(kind, body, buffers) {
      try {
        model.send({ kind, view: scope.token, ...body }, undefined, buffers);
        return true;
      } catch {
        // JupyterLab throws "Cannot send" once the kernel was restarted or shut down.
        channel.isLost = true;
        lost?.();
        // What waits for an answer gets none.
        const left = [...waiting.values()];
        waiting.clear();
        for (const wait of left) wait({ kind: "problem", message: LOST }, []);
        return false;
      }
    },
    on(/** @type {string} */ kind, /** @type {Listener} */ listener) {
      listeners.set(kind, [...(listeners.get(kind) || []), listener]);
    },
    /** Follows every answer to `id` until the view ends. */
    follow(/** @type {string} */ id, /** @type {Listener} */ listener) {
      waiting.set(id, listener);
    },
    /** @param {string} kind @param {object} [body] @param {ArrayBuffer[]} [buffers] @returns {Promise<Answer>} */
    request(kind, body, buffers) {
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
  // ipywidgets says that the connection has changed, and not how.
  const check = () => void channel.send("heartbeat");
  model.on("comm_live_update", check);
  scope.onEnd(() => {
    model.off("msg:custom", receive);
    model.off("comm_live_update", check);
  });
  return channel;
}

/**
 * Receives what anywidget would drop: it waits 2 s for a widget's module, and in a page that is busy for longer, as with a large notebook,
 * no message of the kernel reaches the widget ever after. This is the module's `initialize`, so the wait is over.
 * @param {{ model: Model }} context
 */
export function receiveDirectly({ model }) {
  // An event of Backbone has the model itself, of which anywidget shows a part.
  model.on("change:_me", (/** @type {any} */ own) => {
    own.comm?.on_msg((/** @type {unknown} */ message) => own.__proto__.__proto__._handle_comm_msg.call(own, message));
  });
  // The kernel knows no such trait.
  model.set("_me", 1);
}

/**
 * Wraps an asynchronous question: an answer is used if the newest question is the same, and no later answer was used.
 * @template {any[]} Question
 * @template Reply
 * @param {(...question: Question) => Promise<Reply>} ask
 * @param {(reply: Reply) => void} use
 */
export function latestOnly(ask, use) {
  let [asked, used, newest] = [0, 0, ""];
  return async (/** @type {Question} */ ...question) => {
    const [mine, text] = [++asked, (newest = JSON.stringify(question))];
    const answer = await ask(...question);
    if (text !== newest || mine < used) return;
    used = mine;
    use(answer);
  };
}

/**
 * Runs `work` now and again after growing waits until `done()`: an answer may be lost while the page connects.
 * @param {Pick<Scope, "later">} scope @param {() => void} work @param {() => unknown} done @param {number} [wait]
 */
export function retryUntil(scope, work, done, wait = 3000) {
  if (done()) return;
  work();
  scope.later(() => retryUntil(scope, work, done, 2 * wait), wait);
}

/**
 * Waits for an answer; `slow()` is called when it takes longer than `milliseconds`, as from a kernel busy with a cell.
 * @template Reply
 * @param {Scope} scope @param {Promise<Reply>} answer @param {() => void} slow @param {number} milliseconds
 */
export async function noticeSlow(scope, answer, slow, milliseconds) {
  const stop = scope.later(slow, milliseconds);
  try {
    return await answer;
  } finally {
    stop();
  }
}

function asBytes(/** @type {DataView | ArrayBuffer} */ given) {
  const { buffer = given, byteOffset, byteLength } = /** @type {DataView} */ (given);
  return new Uint8Array(/** @type {ArrayBuffer} */ (buffer), byteOffset, byteLength);
}
