// What is wrong with the present page for a reader: text that is hard to read, and a page or a
// block that is wider than the window. Returns a list of sentences.
(() => {
  const LEAST = 4.5, LEAST_OF_LARGE = 3; // WCAG 2.2, level AA
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = (color) => {
    if (!known.has(color)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      known.set(color, [red, green, blue, alpha / 255]);
    }
    return known.get(color);
  };
  const over = ([r, g, b, alpha], below) =>
    [r, g, b].map((part, at) => part * alpha + below[at] * (1 - alpha));
  const grounds = new Map();
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    if (!grounds.has(element)) {
      const own = rgba(getComputedStyle(element).backgroundColor);
      grounds.set(element, over(own, own[3] === 1 ? [0, 0, 0] : ground(element.parentElement)));
    }
    return grounds.get(element);
  };
  const luminance = (color) => {
    const [r, g, b] = color.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const problems = new Set();
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) problems.add("the page is too wide");
  for (const block of document.querySelectorAll("article :is(p, pre, li, h1, h2, h3, table)")) {
    if (!block.closest(".md-typeset__scrollwrap") && block.getBoundingClientRect().right > width)
      problems.add(`too wide: ${block.textContent.slice(0, 40)}`);
  }
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (seen.has(element) || !texts.currentNode.data.trim() || !element.checkVisibility({ checkOpacity: true }))
      continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const below = ground(element);
    const ratio = contrast(over(rgba(style.color), below), below);
    const large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? LEAST_OF_LARGE : LEAST))
      problems.add(`contrast ${ratio.toFixed(1)} (${style.color}): ${texts.currentNode.data.trim().slice(0, 40)}`);
  }
  if (!seen.size) problems.add("no text");
  return [...problems];
})()
