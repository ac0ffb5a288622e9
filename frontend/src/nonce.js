// The editors make <style> elements while they run; this page's policy accepts those that carry its nonce.
const nonce = document.currentScript.nonce;
const create = Document.prototype.createElement;
Document.prototype.createElement = function (name, options) {
  const element = create.call(this, name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};
