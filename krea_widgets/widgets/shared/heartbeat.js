// Polls Python for progress when no news arrives: in Colab, messages from background threads can be lost.

// All in milliseconds.
const INTERVAL = 1000;
// Python is asked after this time without news,
const SILENCE = 1500;
// and asked again only after this time, so that a busy kernel does not collect requests.
const UNANSWERED = 10000;

/**
 * Call `received(more)` with each news and whether more is expected. While more is, `tick()` runs every second.
 * @param {Context} ctx @param {() => void} [tick]
 */
export function makeHeartbeat({ scope, channel }, tick) {
  let receivedAt = Date.now();
  let askedAt = 0;
  let stop = /** @type {(() => unknown) | null} */ (null);

  function beat() {
    tick?.();
    const now = Date.now();
    if (now - receivedAt < SILENCE || (askedAt > receivedAt && now - askedAt < UNANSWERED)) return;
    askedAt = now;
    channel.send("heartbeat");
  }
  return {
    received(/** @type {boolean} */ more) {
      receivedAt = Date.now();
      if (more) stop ||= scope.every(beat, INTERVAL);
      else {
        stop?.();
        stop = null;
      }
    },
  };
}
