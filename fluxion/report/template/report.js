// One selection of designs, shown alike by the charts, the parallel coordinates and the table.
"use strict";
(function () {
  const page = JSON.parse(document.getElementById("page-data").textContent);
  const config = {
    displaylogo: false,
    responsive: true,
    displayModeBar: "hover",
    // Nothing of a report leaves this machine.
    showSendToCloud: false,
    plotlyServerURL: "",
    modeBarButtonsToRemove: ["sendChartToCloud", "sendDataToCloud", "autoScale2d", "zoomIn2d", "zoomOut2d", "toggleSpikelines"],
  };
  const linked = [];
  let selected = null; // null: no selection, all designs count alike
  const listeners = [];

  function select(rows, source) {
    selected = rows === null ? null : new Set(rows);
    listeners.forEach((listen) => listen(source));
  }

  // Charts

  function draw(id, figure) {
    const place = document.getElementById(id);
    if (!place || !figure) return;
    Plotly.newPlot(place, figure.data, figure.layout, config).then(() => {
      const traces = figure.data.map((trace, i) => (trace.meta === "front" ? i : -1)).filter((i) => i >= 0);
      if (traces.length) link(place, traces);
      place.dataset.drawn = "true";
    });
  }

  function link(place, traces) {
    const chart = { place, traces, quiet: false };
    linked.push(chart);
    place.on("plotly_selected", (event) => {
      if (chart.quiet || !event) return;
      const rows = event.points.filter((point) => traces.includes(point.curveNumber)).map((point) => point.customdata);
      select(rows, chart);
    });
    place.on("plotly_deselect", () => chart.quiet || select(null, chart));
  }

  function paint(chart, source) {
    const points = selected === null ? null : Array.from(selected);
    const painted = (chart.painted || 0) + 1;
    chart.painted = painted;
    chart.quiet = true;
    // The outline of a brush elsewhere would claim a selection that is no longer there; taking it away first, as
    // Plotly then selects anew by itself.
    const outlined = source !== chart && (chart.place.layout.selections || []).length > 0;
    const ready = outlined ? Plotly.relayout(chart.place, { selections: [] }) : Promise.resolve();
    ready
      .then(() => Plotly.restyle(chart.place, { selectedpoints: [points] }, chart.traces))
      .finally(() => { if (chart.painted === painted) chart.quiet = false; });
  }

  listeners.push((source) => linked.forEach((chart) => paint(chart, source)));

  // Table

  const table = document.getElementById("designs");

  function tableRows() {
    return table ? Array.from(table.tBodies[0].rows) : [];
  }

  function paintTable() {
    if (!table) return;
    table.classList.toggle("filtered", selected !== null);
    tableRows().forEach((row) => {
      const on = selected !== null && selected.has(Number(row.dataset.row));
      row.classList.toggle("selected", on);
      row.setAttribute("aria-selected", String(on));
    });
    const count = page.axes.rows;
    const text = selected === null ? `${count} designs` : `${selected.size} of ${count} designs selected`;
    document.getElementById("count").textContent = text;
    document.getElementById("clear").disabled = selected === null;
  }

  function sortTable(head) {
    const column = head.cellIndex;
    const up = head.getAttribute("aria-sort") !== "ascending";
    Array.from(head.parentNode.cells).forEach((cell) => cell.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const value = (row) => row.cells[column].dataset.value;
    const rows = tableRows().sort((a, b) => {
      const x = value(a), y = value(b);
      const order = x === y ? 0 : isNaN(x) || isNaN(y) ? x.localeCompare(y) : Number(x) - Number(y);
      return up ? order : -order;
    });
    table.tBodies[0].append(...rows);
  }

  function saveTable() {
    const heads = Array.from(table.tHead.rows[0].cells).map((cell) => cell.dataset.column || "design");
    const shown = tableRows().filter((row) => selected === null || selected.has(Number(row.dataset.row)));
    const lines = shown.map((row) => Array.from(row.cells).map((cell) => cell.dataset.value).join(","));
    const blob = new Blob([[heads.join(","), ...lines].join("\n") + "\n"], { type: "text/csv" });
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = "designs.csv";
    anchor.click();
    URL.revokeObjectURL(anchor.href);
  }

  if (table) {
    table.tBodies[0].addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row) select([Number(row.dataset.row)], table);
    });
    table.tBodies[0].addEventListener("mouseover", (event) => {
      const row = event.target.closest("tr");
      if (row) axes.hover(Number(row.dataset.row));
    });
    table.tBodies[0].addEventListener("mouseleave", () => axes.hover(-1));
    table.tHead.addEventListener("click", (event) => {
      const head = event.target.closest("th[data-column]");
      if (head) sortTable(head);
    });
    document.getElementById("clear").addEventListener("click", () => select(null, "clear"));
    document.getElementById("save").addEventListener("click", saveTable);
    listeners.push(paintTable);
  }

  // Parallel coordinates

  const SVG = "http://www.w3.org/2000/svg";
  const TOP = 72, HEIGHT = 430, BOTTOM = 404, SIDE = 46;

  function make(parent, name, attributes, text) {
    const element = document.createElementNS(SVG, name);
    Object.entries(attributes || {}).forEach(([key, value]) => element.setAttribute(key, value));
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  }

  function parallel(place, data) {
    const lines = [], brushes = new Map();
    let svg = null, width = 0;

    const x = (i) => SIDE + (i * (width - 2 * SIDE)) / Math.max(1, data.axes.length - 1);

    function extent(axis) {
      const named = document.getElementById("show-named");
      const extra = named && named.checked ? data.named.map((one) => one.values[axis]) : [];
      if (data.axes[axis].ticks) return [-0.5, data.axes[axis].ticks.length - 0.5];
      const values = data.axes[axis].values.concat(extra).filter((value) => value !== null);
      const low = Math.min(...values), high = Math.max(...values);
      return low === high ? [low - 0.5, high + 0.5] : [low, high];
    }

    function y(axis, value) {
      const [low, high] = extents[axis];
      return BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP);
    }

    let extents = [];

    function path(values) {
      return values.map((value, i) => `${i ? "L" : "M"}${x(i).toFixed(1)},${y(i, value).toFixed(1)}`).join("");
    }

    function tick(group, i, value, text) {
      const at = y(i, value);
      make(group, "line", { x1: x(i) - 3, x2: x(i) + 3, y1: at, y2: at });
      const last = i === data.axes.length - 1 && i > 0;
      const place = { x: x(i) + (last ? -6 : 6), y: at + 4, "text-anchor": last ? "end" : "start" };
      // Names of options are broken, so that they do not reach the next axis.
      const parts = data.axes[i].ticks ? broken(text, (x(1) - x(0)) / 6.4 - 2) : [text];
      parts.forEach((part, k) => make(group, "text", { ...place, y: place.y + 12 * (k - (parts.length - 1) / 2) }, part));
    }

    function broken(text, length) {
      return text.split(" ").reduce((parts, word) => {
        const last = parts[parts.length - 1];
        if (last !== undefined && last.length + word.length < length) parts[parts.length - 1] = `${last} ${word}`;
        else parts.push(word);
        return parts;
      }, []);
    }

    // Viridis without its brightest end, over the ranks on the first axis: values may crowd at one end.
    const SCALE = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98]];

    const sorted = Array.from(data.axes[0].values).sort((a, b) => a - b);

    function colour(row) {
      const rank = sorted.indexOf(data.axes[0].values[row]) / Math.max(1, sorted.length - 1);
      const at = rank * (SCALE.length - 1);
      const k = Math.min(Math.floor(at), SCALE.length - 2);
      return `rgb(${SCALE[k].map((one, c) => Math.round(one + (SCALE[k + 1][c] - one) * (at - k))).join(",")})`;
    }

    function name(group, i, text) {
      const parts = broken(text.replace("kWh/(m² a)", "kWh/(m²\u00a0a)"), (x(1) - x(0)) / 7.2);
      const anchor = i === 0 ? "start" : i === data.axes.length - 1 ? "end" : "middle";
      const at = i === 0 ? 4 : i === data.axes.length - 1 ? width - 4 : x(i);
      parts.forEach((part, k) => {
        const place = { x: at, y: TOP - 20 - 14 * (parts.length - 1 - k), "text-anchor": anchor, class: "name" };
        make(group, "text", place, part);
      });
    }

    function axis(i) {
      const group = make(svg, "g", { class: "axis" });
      make(group, "line", { x1: x(i), x2: x(i), y1: TOP, y2: BOTTOM });
      name(group, i, data.axes[i].label);
      if (data.axes[i].ticks) {
        data.axes[i].ticks.forEach((text, value) => tick(group, i, value, text));
      } else {
        const [low, high] = extents[i];
        [0, 0.25, 0.5, 0.75, 1].forEach((share) => {
          const value = low + share * (high - low);
          tick(group, i, value, Number(value.toFixed(data.axes[i].digits)).toString());
        });
      }
      const strip = make(svg, "rect", {
        class: "strip", x: x(i) - 15, width: 30, y: TOP - 8, height: BOTTOM - TOP + 16, "data-axis": i,
      });
      strip.addEventListener("pointerdown", (event) => drag(event, i, strip));
    }

    function inside(event) {
      const box = svg.getBoundingClientRect();
      const at = ((event.clientY - box.top) * HEIGHT) / box.height;
      return Math.min(Math.max(at, TOP - 8), BOTTOM + 8);
    }

    function drag(event, i, strip) {
      event.preventDefault();
      strip.setPointerCapture(event.pointerId);
      const start = inside(event);
      const move = (next) => { showBrush(i, [start, inside(next)].sort((a, b) => a - b)); };
      const stop = (next) => {
        strip.removeEventListener("pointermove", move);
        strip.removeEventListener("pointerup", stop);
        const ends = [start, inside(next)].sort((a, b) => a - b);
        // A click without a drag takes the brush away.
        if (ends[1] - ends[0] < 3) dropBrush(i);
        choose();
      };
      strip.addEventListener("pointermove", move);
      strip.addEventListener("pointerup", stop);
    }

    function showBrush(i, ends) {
      dropBrush(i);
      const box = { class: "brush", x: x(i) - 9, width: 18, y: ends[0], height: Math.max(1, ends[1] - ends[0]) };
      brushes.set(i, { ends, mark: make(svg, "rect", box) });
    }

    function dropBrush(i) {
      if (brushes.has(i)) brushes.get(i).mark.remove();
      brushes.delete(i);
    }

    function choose() {
      if (!brushes.size) return select(null, api);
      const rows = [];
      for (let row = 0; row < data.rows; row += 1) {
        const within = Array.from(brushes).every(([i, brush]) => {
          const at = y(i, data.axes[i].values[row]);
          return at >= brush.ends[0] && at <= brush.ends[1];
        });
        if (within) rows.push(row);
      }
      return select(rows, api);
    }

    function draw() {
      width = Math.max(place.clientWidth, 640);
      extents = data.axes.map((_, i) => extent(i));
      lines.length = 0;
      brushes.clear();
      place.replaceChildren();
      svg = make(place, "svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": "parallel coordinates" });
      const layer = make(svg, "g", {});
      for (let row = 0; row < data.rows; row += 1) {
        const line = make(layer, "path", {
          class: "line", "data-row": row, stroke: colour(row), d: path(data.axes.map((one) => one.values[row])),
        });
        line.addEventListener("mouseenter", () => api.hover(row));
        line.addEventListener("mouseleave", () => api.hover(-1));
        make(line, "title", {}, `design ${row + 1}`);
        lines.push(line);
      }
      const named = document.getElementById("show-named");
      if (named && named.checked) {
        data.named.forEach((one) => make(svg, "path", { class: `named ${one.key}`, d: path(one.values) }));
      }
      data.axes.forEach((_, i) => axis(i));
      paintLines();
    }

    function paintLines() {
      lines.forEach((line, row) => {
        line.classList.toggle("selected", selected !== null && selected.has(row));
        line.classList.toggle("dim", selected !== null && !selected.has(row));
      });
      // What is drawn last lies on top.
      lines.filter((_, row) => selected !== null && selected.has(row)).forEach((line) => line.parentNode.append(line));
    }

    const api = {
      draw,
      hover(row) { lines.forEach((line, i) => line.classList.toggle("hover", i === row)); },
    };
    listeners.push((source) => {
      if (source !== api) Array.from(brushes.keys()).forEach(dropBrush);
      paintLines();
    });
    return api;
  }

  const place = document.getElementById("axes");
  const axes = place ? parallel(place, page.axes) : { hover() {}, draw() {} };
  axes.draw();
  const named = document.getElementById("show-named");
  if (named) named.addEventListener("change", () => { select(null, "named"); axes.draw(); });
  let waiting = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => { axes.draw(); }, 150);
  });
  Object.entries(page.figures).forEach(([id, figure]) => draw(id, figure));
  paintTable();
})();
