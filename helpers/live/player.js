// Live figures on a page: sliders that draw what was recorded of them (see player.py).

(() => {
  const PARTS = 8; // coordinates are counted in eighths of a point
  const FINENESS = 2; // pixels of the picture for each point of the page
  const CHANGED = "live-player-ready";

  async function unpack(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream();
    const whole = stream.pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(whole).text());
  }

  async function picture(address) {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  }

  function outline(steps) {
    const path = new Path2D();
    let x = 0, y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i] / PARTS;
      y += steps[i + 1] / PARTS;
      if (i === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    return path;
  }

  function outlines(lines) {
    const path = new Path2D();
    for (const steps of lines) path.addPath(outline(steps));
    return path;
  }

  function paint(pen, style, path) {
    const [, , line, face, width, dashes, cap, join] = style;
    if (face) {
      pen.fillStyle = face;
      pen.fill(path);
    }
    if (line) {
      pen.strokeStyle = line;
      pen.lineWidth = width;
      pen.setLineDash(dashes);
      pen.lineCap = cap;
      pen.lineJoin = join;
      pen.stroke(path);
    }
  }

  function element(name, attributes = {}, ...inside) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  }

  class Player {
    constructor(box, record, images, number) {
      this.record = record;
      this.images = images;
      this.made = new Map();
      const { width, height } = record;
      this.canvas = element("canvas", {
        role: "img",
        "aria-label": box.dataset.alt || "A figure that the sliders change",
        width: FINENESS * width,
        height: FINENESS * height,
      });
      this.canvas.style.maxWidth = `${width}px`;
      this.pen = this.canvas.getContext("2d");
      this.readout = element("div", { class: "live-readout", "aria-live": "polite" });
      this.sliders = record.sliders.map((slider, i) => this.control(slider, number, i));
      const reset = element("button", { type: "button" }, "Reset");
      reset.addEventListener("click", () => this.reset());
      const controls = element("div", { class: "live-controls" });
      for (const { row } of this.sliders) controls.append(row);
      controls.style.maxWidth = this.readout.style.maxWidth = `${width}px`;
      box.querySelector("img, .live-still")?.remove();
      const wide = { class: "live-picture", role: "group", "aria-label": "Figure", tabindex: 0 };
      box.prepend(controls, reset, this.readout, element("div", wide, this.canvas));
      this.show();
      box.classList.add(CHANGED);
    }

    control({ label, values, first }, number, i) {
      const id = `live-${number}-${i}`;
      const input = element("input", {
        type: "range", id, min: 0, max: values.length - 1, step: 1, value: first,
      });
      const output = element("output", { for: id });
      const row = element("div", { class: "live-slider" },
        element("label", { for: id }, label), input, output);
      input.addEventListener("input", () => this.show());
      return { row, input, output, values, first };
    }

    reset() {
      for (const { input, first } of this.sliders) input.value = first;
      this.show();
    }

    // Draw the state of the sliders as they stand.
    show() {
      let place = 0;
      for (const { input, output, values } of this.sliders) {
        const word = values[input.value];
        output.textContent = word;
        input.setAttribute("aria-valuetext", word);
        place = place * values.length + Number(input.value);
      }
      const [strokes, texts, error] = this.record.states[place];
      this.canvas.classList.toggle("live-failed", Boolean(error));
      if (error) {
        this.readout.textContent = error;
        return;
      }
      const { pen } = this;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.drawImage(this.images.get(this.record.background), 0, 0);
      pen.setTransform(FINENESS, 0, 0, FINENESS, 0, 0);
      for (const number of strokes) this.stroke(number);
      this.readout.replaceChildren(
        ...texts.map((text) => element("span", {}, this.record.texts[text])));
    }

    stroke(number) {
      const [styleNumber, shapeNumber] = this.record.strokes[number];
      const style = this.record.styles[styleNumber];
      const shape = this.record.shapes[shapeNumber];
      const { pen } = this;
      pen.save();
      if (style[1]) {
        pen.beginPath();
        pen.rect(...style[1]);
        pen.clip();
      }
      if (style[0] === "picture") {
        const [address, ...box] = shape;
        pen.imageSmoothingEnabled = false;
        pen.drawImage(this.images.get(address), ...box);
      } else if (style[8]) {
        this.markers(styleNumber, shape[0]);
      } else {
        paint(pen, style, this.cached(shapeNumber, () => outlines(shape)));
      }
      pen.restore();
    }

    // Many markers: each is a copy of one small picture.
    markers(style, places) {
      const { stamp, middle } = this.cached(`stamp ${style}`, () => this.stamp(style));
      this.pen.setTransform(1, 0, 0, 1, -middle, -middle);
      let x = 0, y = 0;
      for (let i = 0; i < places.length; i += 2) {
        x += places[i];
        y += places[i + 1];
        const [left, top] = [x, y].map((step) => Math.round(FINENESS * step / PARTS));
        this.pen.drawImage(stamp, left, top);
      }
    }

    stamp(number) {
      const style = this.record.styles[number];
      const [, , , , width, , , , marker] = style;
      let reach = 0;
      for (const steps of marker) {
        let x = 0, y = 0;
        for (let i = 0; i < steps.length; i += 2) {
          x += steps[i] / PARTS;
          y += steps[i + 1] / PARTS;
          reach = Math.max(reach, Math.abs(x), Math.abs(y));
        }
      }
      const middle = Math.ceil(FINENESS * (reach + 2 * width)) + 1;
      const stamp = element("canvas", { width: 2 * middle, height: 2 * middle });
      const pen = stamp.getContext("2d");
      pen.setTransform(FINENESS, 0, 0, FINENESS, middle, middle);
      paint(pen, style, outlines(marker));
      return { stamp, middle };
    }

    cached(key, make) {
      if (!this.made.has(key)) this.made.set(key, make());
      return this.made.get(key);
    }
  }

  async function start(box, number) {
    const record = await unpack(box.dataset.record);
    const drawn = record.strokes.filter(([style]) => record.styles[style][0] === "picture");
    const addresses = [record.background,
      ...drawn.map(([, shape]) => record.shapes[shape][0])];
    const images = new Map(await Promise.all([...new Set(addresses)].map(
      async (address) => [address, await picture(address)])));
    box.player = new Player(box, record, images, number);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".live-player").forEach((box, number) => {
      start(box, number).catch((error) => {
        box.append(element("p", { class: "live-note" },
          `The sliders of this figure do not work in this browser (${error.message}).`));
      });
    });
  });
})();
