/** Stands before each text that a person still has to word. Lint and translation refuse it. */
export const draftMark = 'DRAFT:';
