type Numbered<Question> = { readonly number: number; readonly question: Question };
type Answered<Answer> = { readonly number: number } & ({ readonly answer: Answer } | { readonly failure: string });
interface Waiting<Answer> { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }

/** A worker beside the page that is asked, and answers each question in its turn. */
export class Beside<Question, Answer> {
  private readonly waiting = new Map<number, Waiting<Answer>>();
  private asked = 0;

  constructor(private readonly worker: Worker) {
    worker.addEventListener('message', ({ data }: MessageEvent<Answered<Answer>>) => {
      const one = this.waiting.get(data.number);
      this.waiting.delete(data.number);
      if ('failure' in data) one?.reject(new Error(data.failure));
      else one?.resolve(data.answer);
    });
    worker.addEventListener('error', (event) => this.breakDown(event.message));
    worker.addEventListener('messageerror', () => this.breakDown('An answer could not be read.'));
  }

  /** Rejects with what the worker threw, when it breaks down, and when it is closed before it answers. */
  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const number = (this.asked += 1);
      this.waiting.set(number, { resolve, reject });
      this.worker.postMessage({ number, question } satisfies Numbered<Question>);
    });
  }

  close(): void {
    this.worker.terminate();
    this.breakDown('closed');
  }

  private breakDown(what: string): void {
    for (const { reject } of this.waiting.values()) reject(new Error(what));
    this.waiting.clear();
  }
}

/** In a worker: answers every question that comes. */
export function answerWith<Question, Answer>(answer: (question: Question) => Answer): void {
  self.addEventListener('message', ({ data: { number, question } }: MessageEvent<Numbered<Question>>) => {
    try {
      self.postMessage({ number, answer: answer(question) } satisfies Answered<Answer>);
    } catch (error) {
      // The page does the work by itself from then on, and shows what is wrong where that fails, too.
      self.postMessage({ number, failure: String(error) } satisfies Answered<Answer>);
    }
  });
}
