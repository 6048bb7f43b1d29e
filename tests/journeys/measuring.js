// Measures a page as a person meets it: contrast, sizes, targets, line lengths. Returns lists of what falls short.
(rules) => {
  const shown = (element) => {
    if (element.closest("[hidden], noscript, .unseen, .skip:not(:focus)")) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility();
  };
  const parts = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a),
    g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a),
    a: 1,
  });
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour.a === 1) break;
    }
    return layers.reduceRight((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const light = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (element) => {
    const under = behind(element);
    const [a, b] = [light(over(parts(getComputedStyle(element).color), under)), light(under)].sort((p, q) => q - p);
    return (a + 0.05) / (b + 0.05);
  };
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className} «${(element.innerText ?? "").slice(0, 40)}»`;
  const faults = { contrast: [], size: [], spacing: [], lines: [], targets: [], apart: [], justified: [], spilt: [], squeezed: [] };
  let texts = 0;
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !shown(element) || element.closest("svg, script, style, option")) continue;
    texts += 1;
    const style = getComputedStyle(element);
    const ratio = contrast(element);
    if (ratio < 7) faults.contrast.push(`${name(element)} ${ratio.toFixed(2)}`);
    const pixels = parseFloat(style.fontSize);
    const least = element.closest("h1, h2") ? rules.heading : element.closest(".button") ? rules.button : rules.text;
    if (pixels < least - 0.01) faults.size.push(`${name(element)} ${pixels}px`);
    const box = element.getBoundingClientRect();
    if (element.innerText.length > 15 && box.width < 4 * pixels) faults.squeezed.push(name(element));
    if (style.textAlign === "justify") faults.justified.push(name(element));
    const block = element.closest("p, li, dd, blockquote");
    if (block && !element.closest(".button, h1, h2, h3, figure, .standing-word, nav, .chip, summary, .running-head, .folio")) {
      if (parseFloat(style.lineHeight) / pixels < 1.5 - 0.01) faults.spacing.push(name(element));
      const range = document.createRange();
      for (const node of element.childNodes) {
        if (node.nodeType !== 3 || node.data.trim().length < 60) continue;
        const rows = new Map();
        for (let at = 0; at < node.data.length; at += 1) {
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const row = Math.round(range.getBoundingClientRect().top);
          rows.set(row, (rows.get(row) ?? 0) + 1);
        }
        const longest = Math.max(...rows.values());
        if (longest > 71) faults.lines.push(`${name(element)} ${longest}`);
      }
    }
  }
  const pressed = [...document.querySelectorAll("a, button, select, summary, textarea, audio, input:not([type=hidden])")]
    .filter(shown)
    .map((element) => (["radio", "checkbox"].includes(element.type) ? element.closest("label") : element));
  const boxes = pressed.map((element) => [element, element.getBoundingClientRect()]);
  for (const [element, box] of boxes) {
    const inside = [...element.children].filter(shown).map((child) => child.getBoundingClientRect());
    if (inside.some((child) => child.left < box.left - 1 || child.right > box.right + 1 || child.bottom > box.bottom + 1)) {
      faults.spilt.push(name(element));
    }
    if (box.width < rules.target - 0.5 || box.height < rules.target - 0.5) {
      if (element.tagName !== "AUDIO") faults.targets.push(`${name(element)} ${Math.round(box.width)}x${Math.round(box.height)}`);
    }
  }
  for (const [i, [one, a]] of boxes.entries()) {
    for (const [other, b] of boxes.slice(i + 1)) {
      const across = Math.max(a.left - b.right, b.left - a.right);
      const down = Math.max(a.top - b.bottom, b.top - a.bottom);
      if (Math.max(across, down) < rules.apart - 0.5) faults.apart.push(`${name(one)} | ${name(other)}`);
    }
  }
  return {
    texts,
    targets: boxes.length,
    faults: Object.fromEntries(Object.entries(faults).filter(([, found]) => found.length)),
    sideways: document.documentElement.scrollWidth - window.innerWidth,
    sounds: [...document.querySelectorAll("[data-aloud], [data-read]")].length,
    readers: [...document.querySelectorAll(".read-aloud")].length,
  };
};
