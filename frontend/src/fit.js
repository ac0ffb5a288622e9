// The whole drawing in sight: room at the edges, for the palette on the left and the logo below.
const MARGIN = 16; // pixels
const LOGO = 40;

export function fit(canvas, left = MARGIN) {
  canvas.zoom("fit-viewport", "auto");
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - left - MARGIN) / inner.width, (outer.height - MARGIN - LOGO) / inner.height);
  const spare = { x: outer.width - inner.width * scale, y: outer.height - inner.height * scale };
  canvas.viewbox({
    x: inner.x - Math.max(left, spare.x / 2) / scale,
    y: inner.y - Math.max(MARGIN, Math.min(spare.y / 2, spare.y - LOGO)) / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
