// The difference of two clips, drawn. By CSS or straight from a video, WebKit does not blend.

/** `show(videos)` shows the difference between the frames of two loaded clips, or nothing of none. @param {Context} ctx */
export function makeDifference({ h, scope }) {
  const el = h("canvas.kw-c-difference");
  // In memory: where a page is drawn without a GPU, another canvas takes a second for each frame.
  const drawings = [el, h("canvas")].map((canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true })));
  let videos = /** @type {HTMLVideoElement[]} */ ([]);
  const followed = /** @type {Set<HTMLVideoElement>} */ (new Set());
  let frame = 0;

  function draw() {
    frame = 0;
    videos.forEach((video, index) => {
      const { canvas } = drawings[index];
      // Empties it, too.
      [canvas.width, canvas.height] = [videos[0].videoWidth, videos[0].videoHeight];
      const fit = Math.min(canvas.width / video.videoWidth, canvas.height / video.videoHeight);
      const [width, height] = [video.videoWidth * fit, video.videoHeight * fit];
      drawings[index].drawImage(video, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    });
    drawings[0].globalCompositeOperation = "difference";
    drawings[0].drawImage(drawings[1].canvas, 0, 0);
  }
  function due() {
    if (videos.length) frame ||= requestAnimationFrame(draw);
  }
  /** Draws now and after each new frame of a clip, while it is shown. @param {HTMLVideoElement} video */
  function follow(video) {
    followed.delete(video);
    if (!videos.includes(video)) return;
    due();
    followed.add(video);
    const next = () => follow(video);
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
    else requestAnimationFrame(next);
  }
  function show(/** @type {HTMLVideoElement[]} */ next) {
    videos = next;
    el.hidden = !videos.length;
    for (const video of videos) {
      if (!followed.has(video)) follow(video);
      // A frame that comes while the clip is out of sight is not told as a new one. Twice the same listener is one.
      for (const news of ["loadeddata", "seeked"]) video.addEventListener(news, due);
    }
    // Also when both are still and have changed places.
    due();
  }
  scope.onEnd(() => {
    videos = [];
    cancelAnimationFrame(frame);
  });
  return { el, show };
}
