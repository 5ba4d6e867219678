// Say so where a browser cannot play what a player offers; without scripts the native player says it.
for (const note of document.querySelectorAll("[data-unplayable-for]")) {
  const audio = document.getElementById(note.dataset.unplayableFor);
  const tell = () => { note.hidden = false; };
  audio.addEventListener("error", tell);
  // The error may have come before this script did.
  if (audio.error) tell();
}
