export {
  asDescription,
  isObject,
  readDescription,
  type Description,
  type JsonObject,
} from './openapi/document.js';
export { step } from './openapi/pointer.js';
