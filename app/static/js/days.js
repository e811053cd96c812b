// The month grid under a thumb: first day, last day, answer; the same by keys. Without scripts its days are links.
import { send } from "./days-send.js";

const DAY = 86_400_000;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -28, PageDown: 28 };

const number = (iso) => Date.parse(`${iso}T00:00:00Z`) / DAY;
const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

class Grid {
  constructor(root) {
    this.root = root;
    this.say = root.dataset;
    this.days = new Map([...root.querySelectorAll("a[data-day]")].map((link) => [number(link.dataset.day), link]));
    this.first = root.dataset.first ? number(root.dataset.first) : null;
    this.last = root.dataset.last ? number(root.dataset.last) : null;
    this.sheet = root.querySelector("#days-sheet");
    for (const table of root.querySelectorAll("table.month")) {
      table.setAttribute("role", "grid");
      table.setAttribute("aria-multiselectable", "true");
    }
    for (const link of this.days.values()) link.parentElement.setAttribute("role", "gridcell");
    this.focused = this.first ?? this.days.keys().next().value;
    this.draw();
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.key(event));
    this.sheet.addEventListener("input", () => this.typed());
  }

  click(event) {
    const link = event.target.closest("a[data-day]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.tap(number(link.dataset.day));
    } else if (event.target.closest("[data-cancel]")) {
      event.preventDefault();
      this.cancel();
    }
  }

  tap(day) {
    this.focused = day;
    if (this.first === null || this.last !== null) {
      [this.first, this.last] = [day, null];
    } else {
      [this.first, this.last] = [Math.min(this.first, day), Math.max(this.first, day)];
    }
    this.draw();
    this.tell();
  }

  cancel() {
    this.first = this.last = null;
    this.draw();
    this.days.get(this.focused)?.focus();
    this.live(this.say.sayCancelled);
  }

  key(event) {
    if (event.key === "Escape" && this.first !== null) return this.cancel();
    if (!event.target.closest("a[data-day]")) return undefined;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (event.repeat) return undefined;
      if (this.first !== null && this.last !== null && this.extending) return this.ready();
      return this.tap(this.focused);
    }
    return this.move(event);
  }

  move(event) {
    const weekday = (this.focused + 3) % 7; // day 0 was a Thursday; Monday is 0
    const to = event.key === "Home" ? this.focused - weekday : event.key === "End" ? this.focused + 6 - weekday
      : event.key in STEPS ? this.focused + STEPS[event.key] : null;
    if (to === null) return;
    event.preventDefault();
    if (!this.days.has(to)) return;
    if (event.shiftKey) this.extend(to);
    this.focused = to;
    this.draw();
    this.days.get(to).focus();
    if (event.shiftKey) this.tell();
  }

  // Shift and an arrow stretch the span from where it began.
  extend(to) {
    if (!this.extending) this.anchor = this.first !== null && this.last === null ? this.first : this.focused;
    [this.first, this.last] = [Math.min(this.anchor, to), Math.max(this.anchor, to)];
    this.extending = true;
  }

  ready() {
    this.extending = false;
    this.draw();
    this.sheet.querySelector(".answer").focus();
  }

  typed() {
    const { first, last } = this.sheet.elements;
    if (!first.value || !last.value || this.sheet.classList.contains("raised")) return;
    [this.first, this.last] = [number(first.value), number(last.value)].sort((a, b) => a - b);
    this.mark();
  }

  mark() {
    for (const [day, link] of this.days) {
      const within = this.first !== null && day >= this.first && day <= (this.last ?? this.first);
      link.parentElement.classList.toggle("chosen", within);
      link.parentElement.setAttribute("aria-selected", String(within));
      link.tabIndex = day === this.focused ? 0 : -1;
    }
  }

  draw() {
    if (this.first === null || this.last === null) this.extending = false;
    this.mark();
    const whole = this.first !== null && this.last !== null && !this.extending;
    const { elements } = this.sheet;
    this.sheet.classList.toggle("raised", whole);
    this.root.classList.toggle("choosing", whole);
    this.sheet.closest("details").open = whole;
    this.root.querySelector("button[data-cancel]")?.toggleAttribute("hidden", !whole);
    elements.first.value = this.first === null ? "" : iso(this.first);
    elements.last.value = this.last === null ? "" : iso(this.last);
    this.root.querySelector("[data-span]").replaceChildren(...this.headline());
    for (const link of this.root.querySelectorAll("a[data-turn]")) this.keepChoice(link);
    if (whole) this.days.get(this.last)?.scrollIntoView({ block: "nearest" });
  }

  headline() {
    if (this.first === null) return [];
    const strong = document.createElement("strong");
    const names = [...new Set([this.name(this.first), this.name(this.last ?? this.first)])];
    strong.textContent = names.join(" – ");
    const count = this.last === null ? 1 : this.last - this.first + 1;
    return count === 1 ? [strong] : [strong, fill(this.say.sayDays, { count })];
  }

  keepChoice(link) {
    const address = new URL(link.href);
    for (const [name, day] of [["first", this.first], ["last", this.last]]) {
      if (day === null) address.searchParams.delete(name);
      else address.searchParams.set(name, iso(day));
    }
    link.href = address;
  }

  name(day) { return this.days.get(day)?.dataset.name ?? iso(day); }

  tell() {
    const first = this.name(this.first);
    if (this.last === null) return this.live(fill(this.say.sayFrom, { day: first }));
    const count = this.last - this.first + 1;
    return this.live(fill(count === 1 ? this.say.sayOne : this.say.saySpan, { first, last: this.name(this.last), count }));
  }

  live(text) { this.root.querySelector("[data-live]").textContent = text; }
}

function start() {
  const root = document.querySelector("[data-days]");
  if (!root) return;
  new Grid(root);
  send(root, start);
}

start();
