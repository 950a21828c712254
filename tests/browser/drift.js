// Watches videos frame by frame: `drift(videos)` gives `start()` and `stop()`, the latter with the largest difference in
// media time between any two of the frames on show (s), once for each time the page was drawn with a new frame.
(videos) => {
  let shown = new Map();
  let fresh = false;
  let samples = null;
  const watch = (video) => video.requestVideoFrameCallback((_, { mediaTime }) => {
    shown.set(video, mediaTime);
    fresh = true;
    watch(video);
  });
  videos.forEach(watch);
  const draw = () => {
    if (samples && fresh && shown.size === videos.length) samples.push(Math.max(...shown.values()) - Math.min(...shown.values()));
    fresh = false;
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
  return {
    start() {
      shown = new Map();
      samples = [];
    },
    stop() {
      const taken = samples;
      samples = null;
      return taken;
    },
  };
}
