// Checks one entry of the log, in this browser and with nothing but what it fetches: the entry's hash, the
// root hash that follows from it and the tiles, and the signature of the checkpoint. The formats are C2SP
// tlog-tiles, tlog-checkpoint and signed-note; the hashes RFC 6962 section 2.1. What the page itself says is
// believed in nothing: the bytes that it shows are compared with those that were fetched.

const WIDTH = 256;
const HASH = 32;
const ED25519 = 1;

class Untrue extends Error {}
class Unchecked extends Error {}

const bytesOf = (text) => new TextEncoder().encode(text);
const base64Of = (bytes) => btoa(String.fromCharCode(...bytes));
const hexOf = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
const counted = (count) => count.toLocaleString("en");

function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Decode base64 that has exactly one way to be written. */
function unbase64(text, what) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text), (mark) => mark.charCodeAt(0));
  } catch {
    throw new Untrue(`${what} is no base64`);
  }
  if (base64Of(bytes) !== text) throw new Untrue(`${what} is no base64`);
  return bytes;
}

/** Return the largest power of two that is not above `limit`. */
function powerWithin(limit) {
  let power = 1;
  while (power * 2 <= limit) power *= 2;
  return power;
}

const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(parts)));
const leafHash = (entry) => sha256([0], entry);
const nodeHash = (left, right) => sha256([1], left, right);

// ---- The key and the checkpoint

/** Read `<name>+<key id>+<base64>`, and check that the id belongs to the key. */
async function readKey(text) {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text.trim());
  if (!match) throw new Untrue("this is no verifier key; expected <name>+<8 hex digits>+<base64>");
  const [, name, id, encoded] = match;
  const key = unbase64(encoded, "the verifier key");
  if (key.length !== HASH + 1 || key[0] !== ED25519) throw new Untrue("this is no Ed25519 key");
  const computed = (await sha256(bytesOf(`${name}\n`), key)).slice(0, 4);
  if (hexOf(computed) !== id) throw new Untrue("the id in the verifier key does not belong to the key");
  return { name, id: computed, public: key.slice(1) };
}

/** Take a signed note apart: the text that is signed, what it says, and its signatures. */
function readCheckpoint(note) {
  const end = note.lastIndexOf("\n\n");
  const text = note.slice(0, end + 1);
  const [origin, size, root] = text.split("\n");
  if (end < 0 || !note.endsWith("\n") || !origin || !/^(0|[1-9][0-9]{0,14})$/.test(size ?? "") || !root) {
    throw new Untrue("the checkpoint cannot be read");
  }
  const signatures = note.slice(end + 2, -1).split("\n").map((line) => {
    const match = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
    if (!match) throw new Untrue("the checkpoint has a line that is no signature");
    return { name: match[1], value: unbase64(match[2], "a signature") };
  });
  const hash = unbase64(root, "the root hash");
  if (hash.length !== HASH) throw new Untrue("the root hash has not 32 bytes");
  return { text, origin, size: Number(size), root: hash, signatures };
}

/** Check the signature of the key, as it stands below the text. */
async function checkSignature(checkpoint, key) {
  if (checkpoint.origin !== key.name) {
    throw new Untrue(`the checkpoint is of the log ${checkpoint.origin}, and the key of ${key.name}`);
  }
  const own = checkpoint.signatures.filter(
    (one) => one.name === key.name && same(one.value.slice(0, 4), key.id),
  );
  if (!own.length) throw new Untrue("the checkpoint is not signed by this key");
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key.public, { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    if (error.name === "NotSupportedError") {
      throw new Unchecked("the signature could not be checked by this browser, which does not know Ed25519");
    }
    throw new Untrue("this is no Ed25519 key");
  }
  for (const one of own) {
    const signature = one.value.slice(4);
    const right = await crypto.subtle.verify("Ed25519", imported, signature, bytesOf(checkpoint.text));
    if (!right) throw new Untrue("the signature is not one of this checkpoint");
  }
}

// ---- Files of the log

async function fetched(path) {
  let answer;
  try {
    answer = await fetch(`/ledger/${path}`);
  } catch {
    throw new Unchecked(`${path} could not be fetched`);
  }
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Unchecked(`${path} could not be fetched: the server answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

function tilePath(row, index, width) {
  const groups = [];
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length ? "x" : ""}${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${row}/${groups.join("/")}${width < WIDTH ? `.p/${width}` : ""}`;
}

/** A log as it stood at a checkpoint. Tiles are fetched once. */
class Log {
  #size;
  #kept = new Map();

  constructor(size) {
    this.#size = size;
  }

  /** Fetch the file of a row; a partial one may have been replaced by the full one. */
  async #file(row, level, index) {
    const width = Math.min(WIDTH, Math.floor(this.#size / WIDTH ** level) - index * WIDTH);
    for (const each of new Set([width, WIDTH])) {
      const path = tilePath(row, index, each);
      if (!this.#kept.has(path)) this.#kept.set(path, await fetched(path));
      const content = this.#kept.get(path);
      if (content) return { path, content };
    }
    throw new Unchecked(`${tilePath(row, index, width)} is missing`);
  }

  /** Return the bytes of an entry, from its bundle. */
  async entry(index) {
    const { path, content } = await this.#file("entries", 0, Math.floor(index / WIDTH));
    let at = 0;
    for (let place = 0; at + 2 <= content.length; place += 1) {
      const start = at + 2;
      at = start + content[at] * 256 + content[at + 1];
      if (at <= content.length && place === index % WIDTH) return content.slice(start, at);
    }
    throw new Untrue(`${path} ends before entry ${index}`);
  }

  /** Return the root over the `index`-th `entries` entries, a power of two, from the lowest tile over them. */
  async #perfect(entries, index) {
    let [level, count] = [0, entries];
    for (; count >= WIDTH; level += 1) count /= WIDTH;
    const tile = Math.floor((index * count) / WIDTH);
    const begin = (index * count) % WIDTH;
    const { path, content } = await this.#file(String(level), level, tile);
    if (content.length % HASH || content.length < (begin + count) * HASH) throw new Untrue(`${path} is torn`);
    const hash = (at) => content.slice(at * HASH, (at + 1) * HASH);
    let row = Array.from({ length: count }, (_, at) => hash(begin + at));
    while (row.length > 1) {
      const pairs = Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at], row[2 * at + 1]));
      row = await Promise.all(pairs);
    }
    return row[0];
  }

  /** Return the root over the entries from `begin` to before `end`: the perfect trees that they are made of. */
  async hash(begin, end) {
    const peaks = [];
    for (let at = begin; at < end;) {
      const count = powerWithin(end - at);
      peaks.push(await this.#perfect(count, at / count));
      at += count;
    }
    let root = peaks.pop();
    while (peaks.length) root = await nodeHash(peaks.pop(), root);
    return root;
  }

  /** Compute the root hash of the whole log from the hash of one leaf and those of its neighbours. */
  async rootFrom(leaf, index) {
    const turns = [];
    let [begin, end] = [0, this.#size];
    while (end - begin > 1) {
      const middle = begin + powerWithin(end - begin - 1);
      const left = index < middle;
      turns.unshift({ left, span: left ? [middle, end] : [begin, middle] });
      [begin, end] = left ? [begin, middle] : [middle, end];
    }
    let computed = leaf;
    for (const { left, span } of turns) {
      const neighbour = await this.hash(...span);
      computed = await (left ? nodeHash(computed, neighbour) : nodeHash(neighbour, computed));
    }
    return { root: computed, neighbours: turns.length };
  }
}

// ---- The page

const form = document.querySelector("[data-verify]");
const verdict = form.querySelector(".verdict");
const checks = form.querySelector(".checks");

function tell(state, text) {
  const line = document.createElement("li");
  line.dataset.state = state;
  line.textContent = text;
  checks.append(line);
}

/** Do one check and tell how it went; what is untrue or cannot be checked does not stop the others. */
async function check(outcome, work) {
  try {
    const [text, value] = await work();
    tell("true", text);
    return value;
  } catch (error) {
    const untrue = error instanceof Untrue;
    if (!untrue && !(error instanceof Unchecked)) throw error;
    outcome[untrue ? "untrue" : "unchecked"].push(error.message);
    tell(untrue ? "false" : "open", `${untrue ? "False" : "Not checked"}: ${error.message}.`);
    return null;
  }
}

function compareShown(entry) {
  const shown = document.getElementById("shown");
  const bytes = shown.dataset.form === "hex" ? hexOf(entry) : new TextDecoder().decode(entry);
  if (shown.textContent !== bytes) throw new Untrue("this page shows other bytes than the log has");
}

/** Check everything; return how each part went. */
async function verify(index, keyText) {
  const outcome = { untrue: [], unchecked: [], size: 0, rootMatches: false };
  const checkpoint = await check(outcome, async () => {
    const content = await fetched("checkpoint");
    if (!content) throw new Unchecked("the checkpoint is missing");
    const read = readCheckpoint(new TextDecoder().decode(content));
    if (index >= read.size) throw new Untrue(`the checkpoint covers ${read.size} entries, and not this one`);
    return [`The checkpoint was fetched; it covers ${counted(read.size)} entries.`, read];
  });
  if (!checkpoint) return outcome;
  outcome.size = checkpoint.size;
  const log = new Log(checkpoint.size);
  const entry = await check(outcome, async () => {
    const bytes = await log.entry(index);
    compareShown(bytes);
    return [`The entry was fetched; this page shows the same ${counted(bytes.length)} bytes.`, bytes];
  });
  if (entry) {
    const matched = await check(outcome, async () => {
      const leaf = await leafHash(entry);
      const { root, neighbours } = await log.rootFrom(leaf, index);
      if (!same(root, checkpoint.root)) {
        throw new Untrue("the root hash that follows from the entry and the tiles is not the checkpoint’s");
      }
      const how = `from the entry and ${neighbours} neighbour${neighbours === 1 ? "" : "s"}`;
      return [`The root hash was computed ${how}: it is ${base64Of(root)}, as the checkpoint says.`, true];
    });
    outcome.rootMatches = matched === true;
  }
  await check(outcome, async () => {
    const key = await readKey(keyText);
    await checkSignature(checkpoint, key);
    return [`The checkpoint is signed by the key ${key.name}+${hexOf(key.id)}.`, true];
  });
  return outcome;
}

function judge(index, outcome) {
  if (outcome.untrue.length) return ["false", `False: ${outcome.untrue[0]}.`];
  if (outcome.unchecked.length && outcome.rootMatches) {
    return ["open", `The root matches; ${outcome.unchecked[0]}.`];
  }
  if (outcome.unchecked.length) return ["open", `Not checked: ${outcome.unchecked[0]}.`];
  const all = counted(outcome.size);
  return ["true", `True: this is entry ${counted(index)} of the ${all} that were signed with this key.`];
}

async function run() {
  checks.replaceChildren();
  verdict.textContent = "Computing …";
  delete verdict.dataset.state;
  const index = Number(form.dataset.index);
  try {
    if (!globalThis.crypto?.subtle) {
      throw new Unchecked("this page did not come over https, and browsers compute no hashes for such a page");
    }
    const [state, text] = judge(index, await verify(index, form.querySelector("textarea").value));
    verdict.dataset.state = state;
    verdict.textContent = text;
  } catch (error) {
    verdict.dataset.state = "open";
    verdict.textContent = `Not checked: ${error.message}.`;
  }
}

let running = false;
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (running) return;
  running = true;
  await run();
  running = false;
});
form.hidden = false;
