import { mockAddress } from '../lib/mock-address.js';

const target = process.env['CONTRACT_TARGET'];

/** The server on trial, without a slash at the end: the one of CONTRACT_TARGET, or the mock. */
export const server = (target ?? mockAddress()).replace(/\/+$/, '');

/** Whether the server picks its answer by the header `Prefer`, as the mock does. */
export const canChooseAnswers = target === undefined;
