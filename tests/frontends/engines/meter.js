// Watches playing videos for some seconds: `{spreads, apart, covered, gaps, holds}`, in seconds. `spreads` are the largest
// differences in media time between frames on show, once for each drawing; `apart` the same of `currentTime`; `covered` is the
// film time that passed, as a share of the wall time; `gaps` are the longest times without a new frame of any clip, longest
// first; `holds` those in which the comparison waited for its clips.
async (videos, seconds, board) => {
  const shown = new Map();
  const spreads = [];
  const apart = [];
  const gaps = [];
  const holds = [];
  const seen = new Map(videos.map((video) => [video, performance.now()]));
  const at = new Map(videos.map((video) => [video, video.currentTime]));
  const passed = new Map(videos.map((video) => [video, 0]));
  let fresh = false;
  let held = 0;
  const begun = performance.now();
  const over = () => performance.now() - begun > seconds * 1000;
  const watch = (video) =>
    video.requestVideoFrameCallback((now, { mediaTime }) => {
      gaps.push((performance.now() - seen.get(video)) / 1000);
      seen.set(video, performance.now());
      shown.set(video, mediaTime);
      fresh = true;
      if (!over()) watch(video);
    });
  videos.forEach(watch);
  await new Promise((resolve) => {
    const draw = () => {
      for (const video of videos) {
        const step = video.currentTime - at.get(video);
        // Back at the start: what was left of the film has passed, too.
        passed.set(video, passed.get(video) + (step >= 0 ? step : Math.min(0.3, video.duration - at.get(video)) + video.currentTime));
        at.set(video, video.currentTime);
      }
      const now = performance.now();
      if (board.dataset.state === "holding") held ||= now;
      else if (held) {
        holds.push((now - held) / 1000);
        held = 0;
      }
      if (board.dataset.state === "playing" && videos.every((video) => !video.seeking)) {
        const times = videos.map((video) => video.currentTime);
        apart.push(Math.max(...times) - Math.min(...times));
        if (fresh && shown.size === videos.length) spreads.push(Math.max(...shown.values()) - Math.min(...shown.values()));
      }
      fresh = false;
      if (over()) resolve();
      else requestAnimationFrame(draw);
    };
    draw();
  });
  for (const video of videos) gaps.push((performance.now() - seen.get(video)) / 1000);
  const wall = (performance.now() - begun) / 1000;
  return { spreads, apart, covered: Math.min(...passed.values()) / wall, gaps: gaps.sort((a, b) => b - a).slice(0, 12), holds };
}
