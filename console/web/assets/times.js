// <time datetime="…" data-countdown> ticks to and past its instant; <time data-ago> tells how long ago.
// The server's clock counts, not the device's: <html data-now="RFC 3339">.
const root = document.documentElement;
const offset = root.dataset.now ? Date.parse(root.dataset.now) - Date.now() : 0;
const english = root.lang.startsWith("en");

function span(milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = english
    ? [days && `${days} d`, hours && `${hours} h`, (rest || minutes === 0) && `${rest} min`]
    : [days && `${days} 天`, hours && `${hours} 小时`, (rest || minutes === 0) && `${rest} 分`];
  return parts.filter(Boolean).slice(0, 2).join(" ");
}

function countdown(left) {
  if (left >= 0) return english ? `${span(left)} left` : `剩余 ${span(left)}`;
  return english ? `${span(-left)} overdue` : `已超时 ${span(-left)}`;
}

function ago(passed) {
  if (passed <= -60_000) return english ? `in ${span(-passed)}` : `${span(-passed)}后`;
  if (passed < 60_000) return english ? "just now" : "刚刚";
  if (passed < 3_600_000) {
    const minutes = Math.floor(passed / 60_000);
    return english ? `${minutes} min ago` : `${minutes} 分钟前`;
  }
  return english ? `${span(passed)} ago` : `${span(passed)}前`;
}

function set(element, text) {
  if (element.textContent !== text) element.textContent = text; // no needless change to announce
}

function tick() {
  const now = Date.now() + offset;
  for (const element of document.querySelectorAll("time[data-countdown]")) {
    const left = Date.parse(element.dateTime) - now;
    element.classList.toggle("overdue", left < 0);
    element.classList.toggle("near", left >= 0 && left < 10 * 60_000);
    set(element, countdown(left));
  }
  for (const element of document.querySelectorAll("time[data-ago]")) {
    set(element, ago(now - Date.parse(element.dateTime)));
  }
}

setInterval(tick, 1000);
document.addEventListener("htmx:after:swap", tick);
document.addEventListener("DOMContentLoaded", tick);
