// Asks Python how far it is where the page does not hear it: in Colab a background thread's news may not arrive.

const EVERY = 1000; // milliseconds
const QUIET = 1500; // without news, after which Python is asked
const LONG = 10000; // and after which it is asked again, so that a busy kernel does not gather questions

/** `heard(more)` is to be called with every news: whether more is expected. `tick()` is called every second till then. */
/** @param {{ scope: import("./dom.js").Scope, channel: import("./channel.js").Channel }} view */
export function makeHeartbeat({ scope, channel }, tick = () => {}) {
  let heardAt = Date.now();
  let askedAt = 0;
  let stop = null;

  function beat() {
    tick();
    const now = Date.now();
    if (now - heardAt < QUIET || (askedAt > heardAt && now - askedAt < LONG)) return;
    askedAt = now;
    channel.send("beat");
  }
  return {
    heard(more) {
      heardAt = Date.now();
      if (more && !stop) stop = scope.every(beat, EVERY);
      if (!more && stop) stop = stop() && null;
    },
  };
}
