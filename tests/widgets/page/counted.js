// Counts what a page holds: timers and object URLs.
const held = (window.held = { timers: new Set(), urls: new Set() });
for (const [set, clear] of [["setInterval", "clearInterval"], ["setTimeout", "clearTimeout"]]) {
  const [start, stop] = [window[set].bind(window), window[clear].bind(window)];
  window[set] = (work, wait, ...rest) => {
    const timer = start(() => { if (set === "setTimeout") held.timers.delete(timer); work(); }, wait, ...rest);
    held.timers.add(timer);
    return timer;
  };
  window[clear] = (timer) => (held.timers.delete(timer), stop(timer));
}
const [make, free] = [URL.createObjectURL.bind(URL), URL.revokeObjectURL.bind(URL)];
URL.createObjectURL = (blob) => { const url = make(blob); held.urls.add(url); return url; };
URL.revokeObjectURL = (url) => (held.urls.delete(url), free(url));
