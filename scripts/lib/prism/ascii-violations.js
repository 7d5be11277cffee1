// Loaded into Prism. It writes what it finds wrong with a request as JSON into the header
// `sl-violations`, and Node.js refuses characters beyond Latin-1 there, which ends Prism: a value out
// of an enumeration that has a Chinese comma is enough. JSON has an ASCII form of every character.
import { OutgoingMessage } from 'node:http';

/** As much as Prism itself writes into a header. */
const longest = 8 * 1024;

/** @param {string} json */
const inAscii = (json) =>
  json.replaceAll(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

const { setHeader } = OutgoingMessage.prototype;

/** @type {typeof setHeader} */
OutgoingMessage.prototype.setHeader = function setAsciiHeader(name, value) {
  const isJson = name === 'sl-violations' && typeof value === 'string';
  return setHeader.call(this, name, isJson ? inAscii(value).slice(0, longest) : value);
};
