// Basic accessibility checks inside the widget's shadow root. Returns a list of complaints.
() => {
  const root = document.querySelector("cauce-webchat").shadowRoot;
  const complaints = [];
  const visible = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const name = (node) =>
    node.getAttribute("aria-label") ||
    (node.getAttribute("aria-labelledby") || "").split(" ").map((id) => root.getElementById(id)?.textContent).join(" ").trim() ||
    [...(node.labels || [])].map((label) => label.textContent).join(" ").trim() ||
    (node.localName === "img" ? node.alt : node.localName === "textarea" ? "" : node.textContent.trim());

  for (const node of root.querySelectorAll("button, a, textarea, img, audio, video, [role]")) {
    if (!visible(node)) continue;
    if (!name(node)) complaints.push(`no name: ${node.outerHTML.slice(0, 80)}`);
    const { width, height } = node.getBoundingClientRect();
    const inText = node.closest(".text");
    if (node.matches("button, textarea") && !inText && (width < 24 || height < 24))
      complaints.push(`small target ${width}x${height}: ${node.outerHTML.slice(0, 80)}`);
  }
  const ids = [...root.querySelectorAll("[id]")].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) complaints.push(`ids twice: ${ids}`);
  for (const node of root.querySelectorAll("[aria-controls], [aria-labelledby], label[for]"))
    for (const attribute of ["aria-controls", "aria-labelledby", "for"])
      if (node.hasAttribute(attribute) && !root.getElementById(node.getAttribute(attribute)))
        complaints.push(`${attribute} leads nowhere: ${node.outerHTML.slice(0, 80)}`);

  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const background = (node) => {
    const layers = [];
    for (let at = node; at && at.nodeType === 1; at = at.parentElement) {
      layers.push(parse(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, two) => {
    const [high, low] = [light(one), light(two)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  for (const node of root.querySelectorAll("*")) {
    if (!visible(node) || node.closest(".spoken")) continue;
    const texts = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    const wanted = texts ? 4.5 : node.localName === "svg" && node.closest("button") ? 3 : 0;
    const ratio = wanted && contrast(parse(getComputedStyle(node).color), background(node));
    if (ratio < wanted) complaints.push(`contrast ${ratio.toFixed(2)}: ${node.outerHTML.slice(0, 90)}`);
  }
  return complaints;
}
