// @ts-check
import { tsImport } from 'tsx/esm/api';

// In JavaScript, because a thread does not take over what loads TypeScript into its process.
await tsImport('./worker.ts', import.meta.url);
