// Keeps the progress of a job fresh. Without this script the page stays as it was until "Look again".
"use strict";

for (const box of document.querySelectorAll("[data-progress]")) follow(box);

function follow(box) {
  const said = box.querySelector("[data-said]");
  const bar = box.querySelector("progress");
  const announced = box.querySelector("[data-announced]");
  let phase = box.dataset.phase;
  let pause = 2000;
  let silent = 0;

  async function look() {
    try {
      const answer = await fetch(box.dataset.progress, { headers: { accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      silent = 0;
      if (show(await answer.json())) return;
    } catch {
      silent += 1;
      if (silent === 3) said.textContent = announced.textContent = box.dataset.away;
    }
    pause = Math.min(pause * 1.1, 10000);
    setTimeout(look, pause);
  }

  // A phase is announced once, when it begins; single steps only move the bar and the sentence.
  function show(now) {
    said.textContent = now.said;
    if (now.total) { bar.max = now.total; bar.value = now.done; } else bar.removeAttribute("value");
    if (now.phase !== phase) announced.textContent = now.announce;
    phase = now.phase;
    if (now.ended) end(now);
    return now.ended;
  }

  function end(now) {
    for (const part of document.querySelectorAll("[data-while-under-way]")) {
      if (part.contains(document.activeElement)) document.querySelector("h1").focus();
      part.hidden = true;
    }
    for (const part of document.querySelectorAll("[data-when-ended]")) part.hidden = false;
    bar.hidden = !now.total;
  }

  setTimeout(look, pause);
}
