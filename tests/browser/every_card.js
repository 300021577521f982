// Draws cards with the reference renderer in the colours of Teams, and looks at them.
window.COLOURS = {
  light: {
    back: "#ffffff", emphasis: "#f5f5f5", text: "#242424", subtle: "#616161", accent: "#4f52b2",
    good: "#0e700e", warning: "#835b00", attention: "#b10e1c",
  },
  dark: {
    back: "#292929", emphasis: "#333333", text: "#ffffff", subtle: "#c8c8c8", accent: "#a6a7dc",
    good: "#7fd87f", warning: "#f2c661", attention: "#f1a3ab",
  },
};

function hostConfig(theme) {
  const c = window.COLOURS[theme];
  const colour = (main) => ({ default: main, subtle: main });
  const foreground = {
    default: { default: c.text, subtle: c.subtle }, dark: colour(c.text), light: colour(c.text),
    accent: colour(c.accent), good: colour(c.good), warning: colour(c.warning),
    attention: colour(c.attention),
  };
  const style = (back) => ({ backgroundColor: back, foregroundColors: foreground });
  return new AdaptiveCards.HostConfig({
    supportsInteractivity: true,
    fontFamily: '"Segoe UI", "DejaVu Sans", sans-serif',
    spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
    containerStyles: {
      default: style(c.back), emphasis: style(c.emphasis), accent: style(c.emphasis),
      good: style(c.emphasis), warning: style(c.emphasis), attention: style(c.emphasis),
    },
    actions: {
      maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal",
      actionAlignment: "left", showCard: { actionMode: "inline" },
    },
    textBlock: { headingLevel: 2 },
    textStyles: { heading: { fontSize: "large", fontWeight: "bolder" } },
    inputs: { label: { inputSpacing: "small", requiredInputs: {}, optionalInputs: {} } },
  });
}

window.draw = (cards, theme, width) => {
  document.body.className = theme;
  const main = document.querySelector("main");
  main.replaceChildren();
  for (const [name, content] of cards) {
    const section = document.createElement("section");
    section.id = name;
    section.setAttribute("aria-label", name);
    section.style.width = `${width}px`;
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = hostConfig(theme);
    card.parse(content, new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5));
    const form = document.createElement("form"); // radio buttons of two cards are two groups
    form.append(card.render());
    section.append(form);
    main.append(section);
  }
};

window.tooWide = () =>
  [...document.querySelectorAll("section")].flatMap((section) => {
    const edge = section.getBoundingClientRect().right + 1;
    const out = [...section.querySelectorAll("*")].filter(
      (each) => each.getBoundingClientRect().right > edge && each.getClientRects().length);
    return out.length ? [`${section.id}: ${out[0].className || out[0].tagName}`] : [];
  });

window.blank = () =>
  [...document.querySelectorAll("section")]
    .filter((each) => each.innerText.trim().length < 10).map((each) => each.id);

window.faults = async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { "page-has-heading-one": { enabled: false }, region: { enabled: false } },
  });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => {
      const at = document.querySelector(node.target[0]);
      const card = at && at.closest("section");
      return `${card ? card.id : "page"}: ${rule.id}: ${node.html.slice(0, 160)}`;
    }));
};

const CONTROLS = "button, input, textarea, select, a[href]";
const isShown = (each) => each.getClientRects().length && !each.disabled;

// How many stops the Tab key has to make: a group of radio buttons is one.
window.stops = () => {
  const named = new Map();
  let count = 0;
  for (const each of [...document.querySelectorAll(`main :is(${CONTROLS})`)].filter(isShown)) {
    const group = each.type === "radio" ? `${each.closest("section").id} ${each.name}` : undefined;
    if (!named.has(group)) {
      count += 1;
      if (group !== undefined) named.set(group, count);
    }
    each.dataset.stop = group === undefined ? count : named.get(group);
  }
  window.reached = [];
  document.activeElement.blur();
  return count;
};

document.addEventListener("focusin", (event) =>
  event.target.dataset.stop && window.reached.push(Number(event.target.dataset.stop)));
