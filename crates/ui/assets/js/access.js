// Passkeys: the one thing that needs a script, because only a script may ask the device for a key. The elements it works
// on are hidden until it runs; without it, codes of an app do the same service.

const bytes = (text) => {
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(plain), (c) => c.charCodeAt(0));
};

const text = (buffer) => {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

// What went wrong, in the words of the server where it has some.
class Refused extends Error {}

async function ask(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const zh = document.documentElement.lang.startsWith("zh");
    throw new Refused((zh ? said.detail_zh : said.detail) ?? "");
  }
  return said;
}

async function create() {
  const { publicKey } = await ask("/passkeys/add/begin");
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.user.id = bytes(publicKey.user.id);
  publicKey.excludeCredentials = keys(publicKey.excludeCredentials);
  const made = await navigator.credentials.create({ publicKey });
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    extensions: made.getClientExtensionResults(),
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? null,
    },
  };
}

async function assertion() {
  const { publicKey } = await ask("/login/passkey/begin");
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.allowCredentials = keys(publicKey.allowCredentials);
  const given = await navigator.credentials.get({ publicKey });
  const { authenticatorData, clientDataJSON, signature, userHandle } = given.response;
  return {
    id: given.id,
    rawId: text(given.rawId),
    type: given.type,
    extensions: given.getClientExtensionResults(),
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

function button(id, box, said, act) {
  const pressed = document.getElementById(id);
  pressed.addEventListener("click", async () => {
    pressed.disabled = true;
    said.textContent = "";
    try {
      await act();
    } catch (error) {
      const words = error instanceof Refused ? error.message : "";
      said.textContent = words || box.dataset.failed;
    }
    pressed.disabled = false;
  });
}

const adding = document.getElementById("passkey-add");
if (adding && window.PublicKeyCredential) {
  const said = document.getElementById("passkey-add-said");
  const list = document.getElementById("passkey-codes");
  document.getElementById("passkey-add-form").hidden = false;
  button("passkey-add-button", adding, said, async () => {
    const credential = await create();
    const name = document.getElementById("passkey-name").value;
    const { codes } = await ask("/passkeys/add", { name, credential });
    if (!codes?.length) {
      location.assign("/account/second-factor?saved=1");
      return;
    }
    said.textContent = adding.dataset.codes;
    list.replaceChildren(...codes.map((code) => {
      const item = document.createElement("li");
      const shown = document.createElement("output");
      shown.className = "secret";
      shown.textContent = code;
      item.append(shown);
      return item;
    }));
    list.hidden = false;
  });
}

const entering = document.getElementById("passkey-enter");
if (entering && window.PublicKeyCredential) {
  document.getElementById("passkey-enter-button").hidden = false;
  button("passkey-enter-button", entering, document.getElementById("passkey-enter-said"), async () => {
    const credential = await assertion();
    const { to } = await ask("/login/passkey", { credential, next: entering.dataset.next });
    location.assign(to);
  });
}
