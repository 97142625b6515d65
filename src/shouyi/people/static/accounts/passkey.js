// Passkeys: hands the server's options to the device and its answer back to the form. Without this, every other way works.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const read = {
    create: (key) => ({
      ...key, challenge: bytes(key.challenge), user: { ...key.user, id: bytes(key.user.id) },
      excludeCredentials: named(key.excludeCredentials),
    }),
    get: (key) => ({ ...key, challenge: bytes(key.challenge), allowCredentials: named(key.allowCredentials) }),
  };
  const written = (found) => {
    const response = { clientDataJSON: text(found.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (found.response[part]) response[part] = text(found.response[part]);
    }
    if (found.response.getTransports) response.transports = found.response.getTransports();
    return {
      id: found.id, rawId: text(found.rawId), type: found.type, response,
      clientExtensionResults: found.getClientExtensionResults(),
    };
  };

  const ask = async (form) => {
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    const options = await answer.json();
    const asked = (options.creation_options || options.request_options).publicKey;
    const deed = form.dataset.passkey;
    const found = await navigator.credentials[deed]({ publicKey: read[deed](asked) });
    form.elements.credential.value = JSON.stringify(written(found));
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = form.querySelector("[data-failed]");
      if (said) said.textContent = "";
      ask(form).catch(() => { if (said) said.textContent = said.dataset.failed; });
    });
  }
})();
