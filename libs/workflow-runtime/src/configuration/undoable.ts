/** Ends a transaction that only shows what it would come to. */
class Undone extends Error {
  constructor(readonly answer: unknown) {
    super('Nothing is kept.');
  }
}

/**
 * Runs a transaction that may find it should not have been: `undo` ends it, nothing of it is kept, and what `undo` was given is the
 * answer. A dry run is the real work, undone.
 * @param run opens the transaction
 */
export async function undoable<Answer>(run: (undo: (answer: Answer) => never) => Promise<Answer>): Promise<Answer> {
  let undone: Undone | undefined;
  const undo = (answer: Answer): never => {
    throw (undone = new Undone(answer));
  };
  try {
    return await run(undo);
  } catch (error) {
    if (undone !== undefined && error === undone) return undone.answer as Answer;
    throw error;
  }
}
